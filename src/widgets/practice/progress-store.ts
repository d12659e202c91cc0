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

export class ProgressStore {
  #events = new Map<string, PracticeEvent>()
  #unkept = new Map<string, PracticeEvent>()
  #database: Promise<IDBDatabase> | undefined
  #loaded: Promise<void> | undefined
  #keeping: Keeping = 'kept'
  #damaged = 0
  #writer = ''
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
    for (const event of events) {
      this.#events.set(event.id, event)
      this.#unkept.set(event.id, event)
    }
    for (const id of gone) {
      this.#events.delete(id)
      this.#unkept.delete(id)
    }
    this.#changed()
    const waiting = [...this.#unkept.values()]
    await this.#attempt(async (database) => {
      const transaction = database.transaction('events', 'readwrite')
      const store = transaction.objectStore('events')
      const requests: IDBRequest[] = []
      try {
        for (const event of waiting) requests.push(store.put(event))
        for (const id of gone) requests.push(store.delete(id))
      } catch (error) {
        transaction.abort()
        throw error
      }
      // A request knows better than its transaction why it failed, so both are listened to.
      await Promise.all([...requests, transaction].map((request) => promisifyRequest(request)))
      for (const { id } of waiting) this.#unkept.delete(id)
    })
    return this.#keeping
  }

  /** Closes the database and the line to other tabs. */
  async close(): Promise<void> {
    this.#channel?.close()
    const database = await this.#database?.catch(() => undefined)
    database?.close()
    this.#database = undefined
  }

  async #reload(): Promise<void> {
    await this.#attempt(async (database) => {
      const stored: unknown[] = await promisifyRequest(database.transaction('events').objectStore('events').getAll())
      const events = stored.map(readEvent)
      this.#damaged = events.filter((event) => event === null).length
      this.#events = new Map([
        ...events.flatMap((event) => (event ? [[event.id, event] as const] : [])),
        ...this.#unkept,
      ])
    }, false)
    this.#changed()
  }

  /** Runs one piece of work on the database and takes note of how it went. */
  async #attempt(work: (database: IDBDatabase) => Promise<void>, tellOthers = true): Promise<void> {
    try {
      await work(await (this.#database ??= this.#open()))
      this.#keeping = 'kept'
      if (tellOthers) this.#channel?.postMessage('changed')
    } catch (error) {
      this.#keeping = reasonOf(error)
      // A broken connection is opened anew next time.
      this.#database = undefined
    }
  }

  async #open(): Promise<IDBDatabase> {
    // Another tab says that it wrote something; everything is read anew.
    this.#channel ??= new BroadcastChannel(name)
    this.#channel.onmessage = () => void this.#reload()
    const request = indexedDB.open(name, version)
    request.onupgradeneeded = () => void request.result.createObjectStore('events', { keyPath: 'id' })
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), patienceMs))
    const database = await Promise.race([promisifyRequest(request), late])
    // A newer page wants to change the database: let it, and open it anew next time.
    database.onversionchange = database.onclose = () => {
      database.close()
      this.#database = undefined
    }
    return database
  }

  #nextId(): string {
    // Random per page load: two tabs never write under one name.
    this.#writer ||= Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('')
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

const reasonOf = (error: unknown): Keeping => reasons[(error as Error | null)?.name ?? ''] ?? 'failed'
