/** What the page knows of a learner's capture, and what it asks the worker that reads it. */
import type { ByteSource } from '../bytes/BytesWire.ts'
import type { CapturedStream, Finding } from './CaptureAccount.ts'
import type { CaptureLink } from './CaptureLink.ts'
import { kindOf } from './CaptureFiles.ts'
import { CAPTURE_BYTES_MAX, FileGone } from './CaptureMessages.ts'
import type { TimelinePart } from './CaptureParts.ts'

/** What is wrong, in one or two sentences. */
export interface Trouble {
  /** The name of the file that the sentence is about and begins with. */
  readonly file?: string
  readonly what: string
}

export class CaptureReader {
  file = $state.raw<File | null>(null)
  keyLog = $state.raw<File | null>(null)
  /** How far it is, of 1; null while nothing is read. */
  done = $state.raw<number | null>(null)
  doing = $state.raw('')
  said = $state.raw('')
  trouble = $state.raw<Trouble | null>(null)
  findings = $state.raw<readonly Finding[]>([])
  streams = $state.raw<readonly CapturedStream[] | null>(null)
  /** How many conversations there are; `streams` are one page of them. */
  count = $state.raw(0)
  page = $state.raw(0)
  /** Which conversation is shown; -1 while none is. */
  chosen = $state.raw(-1)
  shown = $state.raw<TimelinePart | null>(null)
  source = $state.raw<ByteSource | null>(null)
  #link: CaptureLink | null = null
  /** How often the reader was stopped: what was begun before does nothing any more. */
  #stops = 0
  /** How many things are being done. */
  #attempts = 0
  /** Counts what was opened or hidden: only the last of them is shown. */
  #opening = 0

  /** Takes what the learner gave: a capture, a key log, or both. What is neither is refused. */
  async take(files: Iterable<File> | null | undefined): Promise<void> {
    let taken = false
    let trouble: Trouble | null = null
    for (const file of [...(files ?? [])]) {
      const kind = await kindOf(file).catch(() => 'gone')
      if (kind === 'keys') this.keyLog = file
      else if (kind === 'capture') this.file = file
      else trouble = kind === 'gone' ? gone(file.name) : refusal(file)
      taken ||= kind === 'keys' || kind === 'capture'
    }
    if (taken && this.file) void this.#read()
    else if (taken) this.said = 'The key log is taken. Now give the capture.'
    if (taken || trouble) this.trouble = trouble
  }

  /** Shows a conversation of the list. */
  async choose(stream: number): Promise<void> {
    if (this.done !== null) return
    this.#hide()
    this.said = ''
    this.trouble = null
    // A reader that was stopped has forgotten the file.
    const stopped = this.#link === null
    const at = this.page
    this.#start()
    await this.#attempt(async (link) => {
      if (stopped) await this.#look(link)
      if (stopped && at > 0) await this.#list(link, at)
      await this.#open(link, stream)
    })
  }

  /** Shows another part of the conversation that is open. */
  async go(part: number): Promise<void> {
    const { chosen } = this
    await this.#attempt((link) => this.#open(link, chosen, part))
  }

  /** Shows another page of the list. */
  async turn(to: number): Promise<void> {
    const stopped = this.#link === null
    await this.#attempt(async (link) => {
      if (stopped) await this.#look(link)
      await this.#list(link, to)
    })
  }

  /** The conversation that is open as a text; undefined where that went wrong. */
  async transcript(): Promise<Blob | undefined> {
    const { chosen } = this
    let text: Blob | undefined
    await this.#attempt(async (link) => {
      text = await link.transcript(chosen)
    })
    return text
  }

  /** Stops what is being read because the learner says so. */
  stop(): void {
    this.cancel()
    this.said = this.streams ? 'Stopped. Choose a conversation to read on.' : 'Stopped.'
  }

  /** Stops the reader. What it showed goes with it: nobody is left to give its bytes. */
  cancel(): void {
    this.#link?.close()
    this.#link = null
    this.#stops++
    this.done = null
    this.#hide()
  }

  async #read(): Promise<void> {
    this.cancel()
    this.findings = []
    this.streams = null
    this.said = ''
    this.trouble = null
    if (this.file && this.file.size > CAPTURE_BYTES_MAX) {
      this.findings = [
        {
          what: `The file has ${(this.file.size / 1_048_576).toFixed(0)} MB; up to 100 MB can be opened here.`,
          todo: 'Keep the mail alone: tshark -r big.pcapng -Y "smtp or imap or pop or tls" -w small.pcapng',
        },
      ]
      return
    }
    this.#start()
    await this.#attempt(async (link) => {
      await this.#look(link)
      if (this.#link !== link) return
      this.said = `${this.count} mail ${this.count === 1 ? 'conversation' : 'conversations'} found.`
      if (this.count === 1) await this.#open(link, 0)
    })
  }

  /** Reads the file, and lists what is in it. */
  async #look(link: CaptureLink): Promise<void> {
    if (!this.file) return
    const result = await link.read(this.file, this.keyLog, this.#tell(link))
    if (this.#link !== link) return
    this.findings = result.findings
    this.streams = result.streams
    this.count = result.count
    this.page = 0
  }

  async #list(link: CaptureLink, page: number): Promise<void> {
    const rows = await link.list(page)
    if (this.#link !== link) return
    this.streams = rows
    this.page = page
  }

  async #open(link: CaptureLink, stream: number, part = 0): Promise<void> {
    const opening = ++this.#opening
    const found = await link.open(stream, part, this.#tell(link))
    // Another part may have been asked for meanwhile.
    if (this.#link !== link || this.#opening !== opening) return
    this.chosen = stream
    this.shown = found
    this.source = link.bytes(stream, part, (error) => {
      if (this.#link === link) this.#fail(error)
    })
  }

  /** From now on it is shown how far it is. */
  #start(): void {
    this.done = 0
    this.doing = 'Starting'
  }

  /** Does something with the reader, a new one where the last was stopped; what goes wrong is said. */
  async #attempt(work: (link: CaptureLink) => Promise<void>): Promise<void> {
    const stops = this.#stops
    this.#attempts++
    try {
      const part = await import('./CaptureLink.ts').catch(() => null)
      if (this.#stops !== stops) return
      if (part) await work((this.#link ??= new part.CaptureLink()))
      else this.#failAs({ what: 'This part could not be fetched. Reload the page to try again.' })
    } catch (error) {
      if (this.#stops === stops) this.#fail(error)
    } finally {
      if (--this.#attempts === 0) this.done = null
    }
  }

  #failAs(trouble: Trouble): void {
    this.cancel()
    this.trouble = trouble
  }

  #fail(error: unknown): void {
    if (error instanceof FileGone) return this.#failAs(gone(error.file))
    this.cancel()
    this.findings = [
      {
        what: error instanceof Error ? error.message : String(error),
        todo: 'If it happens again, try a smaller part of the capture.',
      },
    ]
  }

  #tell(link: CaptureLink) {
    return (now: number, what: string): void => {
      if (this.#link !== link) return
      this.done = now
      this.doing = what
    }
  }

  #hide(): void {
    this.#opening++
    this.shown = null
    this.source = null
    this.chosen = -1
  }
}

const gone = (file: string): Trouble => ({
  file,
  what: 'cannot be read: it was changed or moved after it was chosen. Choose it again.',
})

function refusal({ name, size }: File): Trouble {
  const what =
    size === 0
      ? 'is empty. Save it again, then choose the new file.'
      : 'is neither a capture (pcap or pcapng) nor a key log (lines such as CLIENT_RANDOM and two hexadecimal numbers). Choose the file that Wireshark or tcpdump saved, or the one that SSLKEYLOGFILE named.'
  return { file: name, what }
}
