/** Bytes to point at, read from a recording: nobody types them. */
import type { Option } from '../core/practice/question.ts'
import type { Field } from '../core/parse.ts'
import { recordFields } from '../core/tls/fields.ts'
import { getExplanations } from './explanations.ts'
import { unknownName } from '../core/nearest.ts'
import { getSession, getStep, type Session } from './sessions.ts'
import { ContentError } from './yaml-file.ts'

/** Where the bytes of a question are, as authors write it. */
export interface WrittenBytes {
  readonly session: string
  readonly step: string
  /** What to point at: keys from the outside in, such as `tls.server_name > tls.length`. */
  readonly field: string
  /** How many of the field's bytes count, from its first; all where left out. */
  readonly length?: number | undefined
  /** The field with which the shown bytes begin, written the same way; the step's first byte where left out. */
  readonly from?: string | undefined
  /** How many bytes are shown. */
  readonly count: number
}

/**
 * The options of such a question: one for each byte shown, right within the field, each with what it belongs to.
 *
 * @param place  what to name in messages
 * @throws {ContentError} where there is no such recording, step or field, or the field is not among the bytes shown
 */
export async function byteOptions(
  { session, step, field, length, from, count }: WrittenBytes,
  place: string,
): Promise<Option[]> {
  const recording = await getSession(session, place)
  const { span, stream } = getStep(recording, step, place)
  const conversation = recording.conversations[stream]
  if (!span || !conversation) throw new ContentError(`${place}: the step "${step}" of "${session}" has no bytes.`)
  const fields = fieldsOf(recording, step, place)
  const asked = find(fields, field, place)
  const askedEnd = length === undefined ? asked.end : asked.start + length
  const start = from === undefined ? span.start : find(fields, from, place).start
  const end = Math.min(start + count, span.end)
  if (asked.start < start || askedEnd > end) {
    throw new ContentError(
      `${place}: "${field}" is byte ${asked.start - start} to ${askedEnd - start - 1} of those shown, and ${end - start} are shown.\n` +
        'Show more of them (count), or begin elsewhere (from).',
    )
  }
  const known = getExplanations()
  return Array.from(conversation.stream[span.dir].bytes.slice(start, end), (byte, index): Option => {
    const at = start + index
    const right = at >= asked.start && at < askedEnd
    const name = known[innermost(fields, at)?.key ?? '']?.name
    return {
      text: byte.toString(16).padStart(2, '0'),
      right,
      because: right || name === undefined ? '' : `That byte belongs to another field: ${name}.`,
    }
  })
}

/** The fields of a step as they are on the wire. */
function fieldsOf({ timeline, conversations }: Session, id: string, place: string): Field[] {
  const step = timeline.steps.find((one) => one.id === id)
  const conversation = step && conversations[step.stream]
  if (!step?.span || !conversation) throw new ContentError(`${place}: the step "${id}" has no bytes.`)
  const { dir, start, end } = step.span
  const { tls, utterances } = conversation
  const said = utterances.find((one) => one.dir === dir && !one.inside && one.span.start === start && one.mail)
  if (said?.mail) return [said.mail.field]
  return (tls?.[dir].records ?? []).flatMap((record, index) =>
    tls && record.start < end && record.end > start
      ? [recordFields(conversation.stream[dir].bytes, tls, dir, index)]
      : [],
  )
}

const flat = (fields: readonly Field[]): Field[] => fields.flatMap((field) => [field, ...flat(field.children ?? [])])

function find(fields: readonly Field[], path: string, place: string): Field {
  const [key = '', ...rest] = path.split(' > ')
  const all = flat(fields)
  const found = all.find((field) => field.key === key)
  if (!found) {
    const keys = all.map((field) => field.key)
    const otherwise = 'The keys are those of content/explanations/.'
    throw new ContentError(unknownName(`${place}: there is no field`, key, keys, { otherwise }))
  }
  return rest.length === 0 ? found : find(found.children ?? [], rest.join(' > '), place)
}

function innermost(fields: readonly Field[], at: number): Field | undefined {
  const field = fields.find(({ start, end }) => at >= start && at < end)
  return field?.children ? (innermost(field.children, at) ?? field) : field
}
