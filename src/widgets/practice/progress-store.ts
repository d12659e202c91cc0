/**
 * Where answers are kept: one record per thing that happened, in the browser's
 * own database and nowhere else. Each record is written in one transaction, so
 * that a crash loses at most the answer in flight. Where the browser keeps
 * nothing, the page goes on in memory and says so.
 */
import { promisifyRequest } from 'idb-keyval'
import { readEvent, type PracticeEvent } from '../../core/practice/event.ts'

/**
 * Whether answers outlast this page.
 * - `kept`: yes;
 * - `forbidden`: the browser has no database for us (private window, blocked storage);
 * - `full`: there is no room;
 * - `newer`: a newer version of the site wrote the database, and this page is an older one still open;
 * - `failed`: the database broke off for another reason.
 */
export type Keeping = 'kept' | 'forbidden' | 'full' | 'newer' | 'failed'

// A union of what a caller may say; the store adds who and when.
type Without<T> = T extends unknown ? Omit<T, 'id' | 'at'> : never
export type Draft = Without<PracticeEvent>

const name = 'mailwire-practice'
const version = 1
/** An open that takes longer is taken for one that never answers; ms. */
const patienceMs = 4000

/** A name for who writes events. Random: two tabs never write under one. */
export const newWriter = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('')

export class ProgressStore {
  #events = new Map<string, PracticeEvent>()
  /** What is not written yet, by id: an event, or null for one to delete. */
  #unkept = new Map<string, PracticeEvent | null>()
  #database: Promise<IDBDatabase> | undefined
  #loaded: Promise<void> | undefined
  #keeping: Keeping = 'kept'
  #damaged = 0
  readonly #writer = newWriter()
  #count = 0
  readonly #changed: () => void
  #channel: BroadcastChannel | undefined

  /** @param changed  called when events were added or removed, here or in another tab */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed
  }

  get events(): readonly PracticeEvent[] {
    return [...this.#events.values()]
  }
  get keeping(): Keeping {
    return this.#keeping
  }
  /** How many records could not be read. They stay where they are. */
  get damaged(): number {
    return this.#damaged
  }

  /** Reads everything kept. Never throws; reads once, later calls give the same promise. */
  load(): Promise<void> {
    return (this.#loaded ??= this.#reload())
  }

  /** Adds what happened now. What could not be written is tried again next time. */
  add(...drafts: Draft[]): Promise<Keeping> {
    return this.write(drafts.map((draft) => ({ ...draft, id: this.#nextId(), at: Date.now() }) as PracticeEvent))
  }

  /**
   * Writes events that have their ids, and deletes others for good: all of it in one transaction, or nothing. Never throws.
   *
   * @param gone  ids of those to delete
   */
  async write(events: readonly PracticeEvent[], gone: readonly string[] = []): Promise<Keeping> {
    for (const event of events) this.#unkept.set(event.id, event)
    for (const id of gone) this.#unkept.set(id, null)
    this.#catchUp()
    this.#changed()
    const waiting = [...this.#unkept]
    return this.#attempt(async (database) => {
      const transaction = database.transaction('events', 'readwrite')
      const store = transaction.objectStore('events')
      const asked: (IDBRequest | IDBTransaction)[] = [transaction]
      try {
        for (const [id, event] of waiting) asked.push(event ? store.put(event) : store.delete(id))
      } catch (error) {
        transaction.abort()
        throw error
      }
      // A request knows better than its transaction why it failed, so both are listened to.
      await Promise.all(asked.map(promisifyRequest))
      // What was changed again meanwhile still waits.
      for (const [id, event] of waiting) if (this.#unkept.get(id) === event) this.#unkept.delete(id)
      this.#channel?.postMessage('changed')
    })
  }

  /** Closes the database and the line to other tabs. */
  async close(): Promise<void> {
    this.#channel?.close()
    await this.#drop()
  }

  /** Closes the database, or does so once it is open; next time it is opened anew. */
  #drop(): Promise<void> | undefined {
    const dropped = this.#database
    this.#database = undefined
    return dropped?.then(
      (database) => database.close(),
      () => {},
    )
  }

  /** Does to what is known what is not written yet. */
  #catchUp(): void {
    for (const [id, event] of this.#unkept) {
      if (event) this.#events.set(id, event)
      else this.#events.delete(id)
    }
  }

  async #reload(): Promise<void> {
    await this.#attempt(async (database) => {
      const stored: unknown[] = await promisifyRequest(database.transaction('events').objectStore('events').getAll())
      const events = stored.map(readEvent).filter((event) => event !== null)
      this.#damaged = stored.length - events.length
      this.#events = new Map(events.map((event) => [event.id, event]))
      this.#catchUp()
    })
    this.#changed()
  }

  /** Runs one piece of work on the database and takes note of how it went. */
  async #attempt(work: (database: IDBDatabase) => Promise<void>): Promise<Keeping> {
    try {
      const late = new Promise<never>((_, reject) => setTimeout(reject, patienceMs))
      await work(await Promise.race([(this.#database ??= this.#open()), late]))
      return (this.#keeping = 'kept')
    } catch (error) {
      // A broken connection is of no more use, nor is one that opens too late.
      void this.#drop()
      return (this.#keeping = reasonOf(error))
    }
  }

  async #open(): Promise<IDBDatabase> {
    // Another tab says that it wrote something; everything is read anew.
    this.#channel ??= new BroadcastChannel(name)
    this.#channel.onmessage = () => void this.#reload()
    const request = indexedDB.open(name, version)
    request.onupgradeneeded = () => void request.result.createObjectStore('events', { keyPath: 'id' })
    const database = await promisifyRequest(request)
    // A newer page wants to change the database: let it, and open it anew next time.
    database.onversionchange = database.onclose = () => void this.#drop()
    return database
  }

  #nextId(): string {
    return `${this.#writer}.${++this.#count}`
  }
}

const reasons: Readonly<Record<string, Keeping>> = {
  VersionError: 'newer',
  QuotaExceededError: 'full',
  SecurityError: 'forbidden',
  InvalidStateError: 'forbidden',
  UnknownError: 'forbidden',
}

const reasonOf = (error: unknown): Keeping => reasons[(error as Error | undefined)?.name as string] ?? 'failed'
