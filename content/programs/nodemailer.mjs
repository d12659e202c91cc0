import { createTransport } from 'nodemailer'

const transport = createTransport({
  ...SHOWN,
  auth: { user: 'ada@example.test', pass: 'analytical-engine' },
})
try {
  const { response } = await transport.sendMail({
    from: 'ada@example.test',
    to: 'charles@example.test',
    subject: 'Tea on Thursday',
    text: 'I will bring the notes.',
  })
  console.log(response)
} catch (error) {
  console.log(`${error.code}: ${error.message}`)
}
