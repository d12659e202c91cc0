/** What the page and its worker say to each other. */
import type { StepBytes } from '../bytes/BytesWire.ts'
import type { CapturedStream, Finding } from './CaptureAccount.ts'
import type { TimelinePart } from './CaptureParts.ts'

/** The largest capture that is opened, bytes: all of it is kept in memory. */
export const CAPTURE_BYTES_MAX = 100 * 1024 * 1024

/** Rows of the list of conversations that are drawn at once. */
export const LIST_ROWS = 50

/** A file cannot be read any more: browsers refuse one that was changed or moved after it was chosen. */
export class FileGone extends Error {
  readonly file: string
  constructor(file: string) {
    super(`${file} was changed or moved after it was chosen.`)
    this.file = file
  }
}

/** What the page asks. */
export type Request =
  | { readonly kind: 'read'; readonly file: File; readonly keyLog: File | null }
  | { readonly kind: 'list'; readonly page: number }
  | { readonly kind: 'open'; readonly stream: number; readonly part: number }
  | { readonly kind: 'transcript'; readonly stream: number }
  | { readonly kind: 'bytes'; readonly stream: number; readonly step: number }

/** What the worker answers to each kind. */
export type Answer =
  | {
      readonly kind: 'read'
      /** How many conversations there are; `streams` are the first of them. */
      readonly count: number
      readonly streams: readonly CapturedStream[]
      readonly findings: readonly Finding[]
    }
  | { readonly kind: 'list'; readonly streams: readonly CapturedStream[] }
  | { readonly kind: 'open'; readonly opened: TimelinePart }
  | { readonly kind: 'transcript'; readonly text: Blob }
  | { readonly kind: 'bytes'; readonly bytes: StepBytes | null }
  | {
      readonly kind: 'failed'
      readonly message: string
      /** The name of the file that could not be read any more, where that is why. */
      readonly gone?: string
    }

/** Each request has a number of its own, and its answer the same. */
export interface Numbered {
  readonly ask: number
}

export type ToWorker = Request & Numbered
export type FromWorker =
  (Answer & Numbered) | { readonly kind: 'progress'; readonly done: number; readonly doing: string }
