<?php
require '/usr/share/php/libphp-phpmailer/autoload.php';
use PHPMailer\PHPMailer\PHPMailer;

$mail = new PHPMailer(true);
$mail->isSMTP();
SHOWN
$mail->SMTPAuth = true;
$mail->Username = 'ada@example.test';
$mail->Password = 'analytical-engine';
$mail->setFrom('ada@example.test');
$mail->addAddress('charles@example.test');
$mail->Subject = 'Tea on Thursday';
$mail->Body = 'I will bring the notes.';
try {
    $mail->send();
    echo "sent\n";
} catch (Exception $error) {
    echo $error->getMessage(), "\n";
}
