import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ProgressStore, type Draft } from '../../../src/widgets/practice/progress-store.ts'

const name = 'mailwire-practice'
const open: ProgressStore[] = []

const newStore = (): ProgressStore => {
  const store = new ProgressStore()
  open.push(store)
  return store
}
const answer = (question: string): Draft => ({
  type: 'answer',
  question,
  rev: '1',
  concept: 'c',
  right: true,
  answer: [0],
  place: 'lesson',
})
const questions = (store: ProgressStore): string[] =>
  store.events.flatMap((event) => (event.type === 'answer' ? [event.question] : [])).sort()

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no reason'))
  })

async function closeAll(): Promise<void> {
  vi.restoreAllMocks()
  await Promise.all(open.splice(0).map((store) => store.close()))
  await settled(indexedDB.deleteDatabase(name))
}
beforeEach(closeAll)
afterEach(closeAll)

test('an answer is there on the next visit', async () => {
  expect(await newStore().add(answer('a'))).toBe('kept')
  const next = newStore()
  await next.load()
  expect(next).toMatchObject({ damaged: 0, keeping: 'kept' })
  expect(questions(next)).toEqual(['a'])
})

test('two tabs write at once and each sees both', async () => {
  const [left, right] = [newStore(), newStore()]
  await Promise.all([left.load(), right.load()])
  await Promise.all([left.add(answer('a')), right.add(answer('b')), left.add(answer('c'))])
  await vi.waitFor(() => {
    expect(questions(left)).toEqual(['a', 'b', 'c'])
    expect(questions(right)).toEqual(['a', 'b', 'c'])
  })
})

// One fault at each place where the browser's database may fail, at each of the first calls.
const places = [
  ['opening', IDBFactory.prototype, 'open'],
  ['a transaction', IDBDatabase.prototype, 'transaction'],
  ['a write', IDBObjectStore.prototype, 'put'],
  ['a read', IDBObjectStore.prototype, 'getAll'],
] as const

test.each(places)('a fault at %s loses at most the answer in flight', async (_, prototype, method) => {
  for (let failing = 0; failing < 4; failing++) {
    await closeAll()
    const target = prototype as unknown as Record<string, (...args: unknown[]) => unknown>
    const real = target[method]
    let calls = 0
    vi.spyOn(target, method).mockImplementation(function (this: unknown, ...args: unknown[]) {
      if (calls++ === failing) throw new DOMException('out of room', 'QuotaExceededError')
      return real?.apply(this, args)
    })
    const store = newStore()
    await store.load()
    const given = ['a', 'b', 'c']
    for (const question of given) await store.add(answer(question))
    // Nothing is lost while the page is open ...
    expect(questions(store)).toEqual(given)
    vi.restoreAllMocks()
    // ... and at most the last answer once it is closed.
    const next = newStore()
    await next.load()
    expect(questions(next).length).toBeGreaterThanOrEqual(given.length - 1)
  }
})

/** Until it is restored nothing more can be written. */
const noRoom = () =>
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('out of room', 'QuotaExceededError')
  })

test('a full storage is said, and what could not be written is written once there is room', async () => {
  const store = newStore()
  await store.load()
  const put = noRoom()
  expect(await store.add(answer('a'))).toBe('full')
  put.mockRestore()
  expect(await store.add(answer('b'))).toBe('kept')
  const next = newStore()
  await next.load()
  expect(questions(next)).toEqual(['a', 'b'])
})

test('a forbidden storage is said, and the page goes on in memory', async () => {
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('not here', 'SecurityError')
  })
  const store = newStore()
  await store.load()
  expect(store).toMatchObject({ events: [], keeping: 'forbidden' })
  expect(await store.add(answer('a'))).toBe('forbidden')
  expect(questions(store)).toEqual(['a'])
})

test('damaged records are counted and left alone; the whole ones are read', async () => {
  await newStore().add(answer('a'))
  await open[0]?.close()
  const database = await settled(indexedDB.open(name))
  await settled(database.transaction('events', 'readwrite').objectStore('events').put({ id: 'junk', type: 'answer' }))
  database.close()
  const next = newStore()
  await next.load()
  expect(next).toMatchObject({ damaged: 1, keeping: 'kept' })
  expect(questions(next)).toEqual(['a'])
})

test('a database of a newer version is left alone, and that is said', async () => {
  const newer = await settled(indexedDB.open(name, 99))
  newer.close()
  const store = newStore()
  await store.load()
  expect(store).toMatchObject({ keeping: 'newer' })
})

test('a newer version that comes while the page is open is let in, and that is said', async () => {
  const store = newStore()
  expect(await store.add(answer('a'))).toBe('kept')
  const newer = await settled(indexedDB.open(name, 99))
  expect(await store.add(answer('b'))).toBe('newer')
  expect(questions(store)).toEqual(['a', 'b'])
  newer.close()
})

test('a database that was deleted meanwhile is made anew', async () => {
  const store = newStore()
  expect(await store.add(answer('a'))).toBe('kept')
  await settled(indexedDB.deleteDatabase(name))
  expect(await store.add(answer('b'))).toBe('kept')
})

test('a crash between two writes leaves whole answers: several at once are kept together or not at all', async () => {
  const store = newStore()
  await store.load()
  const real = Reflect.get(IDBObjectStore.prototype, 'put') as (...args: unknown[]) => unknown
  let calls = 0
  vi.spyOn(IDBObjectStore.prototype as unknown as { put: typeof real }, 'put').mockImplementation(function (
    this: unknown,
    ...args: unknown[]
  ) {
    if (calls++ === 1) {
      ;(this as IDBObjectStore).transaction.abort()
      throw new DOMException('gone', 'AbortError')
    }
    return real.apply(this, args)
  })
  await store.add(answer('a'), answer('b'))
  vi.restoreAllMocks()
  const next = newStore()
  await next.load()
  expect(questions(next)).toEqual([])
})

test('what was deleted stays away though its deletion failed at first', async () => {
  const store = newStore()
  await store.add(answer('a'), answer('b'))
  const [gone] = store.events
  const failing = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
    throw new DOMException('out of room', 'QuotaExceededError')
  })
  expect(await store.write([], [gone?.id ?? ''])).toBe('full')
  expect(questions(store)).toEqual(['b'])
  failing.mockRestore()
  // Another tab writes something, and everything is read anew.
  const other = newStore()
  await other.add(answer('c'))
  await vi.waitFor(() => expect(questions(store)).toEqual(['b', 'c']))
  expect(await store.add(answer('d'))).toBe('kept')
  const next = newStore()
  await next.load()
  expect(questions(next)).toEqual(['b', 'c', 'd'])
})

/** What opened databases since, and whether they were closed. */
function watchDatabases(): { opened: IDBDatabase[]; closed: unknown[] } {
  const watched = { opened: [] as IDBDatabase[], closed: [] as unknown[] }
  const realOpen = Reflect.get(IDBFactory.prototype, 'open') as IDBFactory['open']
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...asked) {
    const request = realOpen.apply(this, asked)
    request.addEventListener('success', () => watched.opened.push(request.result))
    return request
  })
  const realClose = Reflect.get(IDBDatabase.prototype, 'close') as () => void
  vi.spyOn(IDBDatabase.prototype, 'close').mockImplementation(function (this: IDBDatabase) {
    watched.closed.push(this)
    realClose.call(this)
  })
  return watched
}

test('a connection that broke is closed before a new one is opened', async () => {
  const watched = watchDatabases()
  const store = newStore()
  await store.load()
  const put = noRoom()
  expect(await store.add(answer('a'))).toBe('full')
  put.mockRestore()
  await vi.waitFor(() => expect(watched.closed).toEqual(watched.opened))
  expect(await store.add(answer('b'))).toBe('kept')
  expect(watched.opened).toHaveLength(2)
})

test('a database that opens too late is closed, and keeps no newer version out', async () => {
  // Deleting has to wait for this connection, and the store for the deletion.
  const holder = await settled(indexedDB.open(name))
  const deleted = settled(indexedDB.deleteDatabase(name))
  const watched = watchDatabases()
  const store = newStore()
  expect(await store.add(answer('a'))).toBe('failed')
  holder.close()
  await deleted
  await vi.waitFor(() => expect(watched.opened).toHaveLength(1))
  await vi.waitFor(() => expect(watched.closed).toEqual([holder, ...watched.opened]))
  expect(await store.add(answer('b'))).toBe('kept')
})
