/** The bank as a text file that Anki imports (File, Import): one note a line, front, back and tags. */
import { escapeMarkup } from '../markup.ts'
import { present } from './present.ts'
import { bytesRight } from './question-bytes.ts'
import type { Question } from './question.ts'

const asHtml = (text: string): string =>
  escapeMarkup(text)
    // Anki takes a mark at the start of a field for the start of a quoted one, and drops it.
    .replaceAll('"', '&quot;')
    .replaceAll('\t', ' ')
    .split('`')
    .map((part, index) => (index % 2 ? `<code>${part}</code>` : part))
    .join('')
    .replaceAll('\n', '<br>')

/** @param site  address of the site, for the links to recordings, without the last slash */
export function ankiDeck(questions: readonly Question[], site: string): string {
  const head = ['#separator:tab', '#html:true', '#deck:Mailwire', '#notetype:Basic', '#guid column:1', '#tags column:4']
  const notes = questions.map((question) => [
    `mailwire-${question.id}`,
    front(question),
    back(question, site),
    `mailwire::${question.lesson} mailwire::${question.concept}`,
  ])
  return `${[...head, ...notes.map((note) => note.join('\t'))].join('\n')}\n`
}

function front(question: Question): string {
  const { options, pairs, sequence } = question
  const order = present(question)
  const given = question.given === undefined ? '' : `<pre>${asHtml(question.given)}</pre>`
  const list = options
    ? order.map((index) => options[index]?.text ?? '')
    : pairs
      ? [...pairs.map(([left]) => left), '…', ...order.map((index) => pairs[index]?.[1] ?? '')]
      : sequence
        ? order.map((index) => sequence[index] ?? '')
        : []
  // Bytes read best in rows, and the place of the right one is what is asked for.
  if (question.bytes)
    return `${asHtml(question.prompt)}<pre>${list
      .join(' ')
      .replace(/(.{47}) /g, '$1\n')
      .replaceAll('\n', '<br>')}</pre>`
  return asHtml(question.prompt) + given + listOf('ul', list)
}

function back(question: Question, site: string): string {
  const { options, pairs, sequence, accept, wire } = question
  const right = question.bytes
    ? `<p>${bytesRight(question)}</p>`
    : options
      ? listOf(
          'ul',
          options.filter((option) => option.right).map(({ text }) => text),
        )
      : pairs
        ? listOf(
            'ul',
            pairs.map((pair) => pair.join(': ')),
          )
        : sequence
          ? listOf('ol', sequence)
          : `<p>${asHtml(accept?.[0] ?? '')}</p>`
  const sources = question.sources.map(({ label }) => asHtml(label)).join(' · ')
  const link = wire
    ? `<p><a href="${site}/sessions/${wire.session}/#${wire.session}/${wire.step}">See it on the wire</a></p>`
    : ''
  return `${right}<p>${asHtml(question.explanation)}</p><p><small>${sources}</small></p>${link}`
}

function listOf(tag: 'ul' | 'ol', items: readonly string[]): string {
  return items.length === 0 ? '' : `<${tag}>${items.map((item) => `<li>${asHtml(item)}</li>`).join('')}</${tag}>`
}
