/** Generated recordings for measuring terminals: mail dialogue, coloured here and there, a line at a time. */

const lines = [
  '\x1b[1m$\x1b[0m openssl s_client -quiet -connect mail.example.test:465',
  '\x1b[32m220\x1b[0m mail.example.test ESMTP Postfix',
  'EHLO laptop.example.test',
  '250-mail.example.test',
  '250-PIPELINING',
  '250-AUTH PLAIN LOGIN',
  '\x1b[33m334\x1b[0m VXNlcm5hbWU6',
  '250 2.1.0 Ok: queued as 4bC1dE2fG3, a line long enough that an eighty-column terminal has to wrap it somewhere',
  '* 12 FETCH (FLAGS (\\Seen) BODY[TEXT] {23}',
  '\x1b[31;1mcertificate verify failed\x1b[0m: unable to get local issuer certificate',
]

/** An asciicast v2 of `count` lines, 10 ms apart. Each line carries its number, so that two players can be compared. */
export function generatedCast(count: number): string {
  const out = [JSON.stringify({ version: 2, width: 80, height: 24 })]
  for (let i = 0; i < count; i++) {
    out.push(JSON.stringify([i / 100, 'o', `${String(i).padStart(6, '0')} ${lines[i % lines.length] ?? ''}\r\n`]))
  }
  return out.join('\n')
}
