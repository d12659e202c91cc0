/** Things that wait for their turn. An array whose first is taken away moves all the others, each time. */
export interface Queue<T> {
  first(): T | undefined
  last(): T | undefined
  push(item: T): void
  /** Takes the first away. */
  shift(): T | undefined
  /** Takes the last away. */
  pop(): T | undefined
}

export function queue<T>(): Queue<T> {
  let items: T[] = []
  let head = 0
  const taken = (item: T | undefined) => {
    if (head * 2 < items.length) return item
    items = items.slice(head)
    head = 0
    return item
  }
  return {
    first: () => items[head],
    last: () => items.at(-1),
    push: (item) => items.push(item),
    shift: () => taken(items[head++]),
    pop: () => taken(items.pop()),
  }
}

/** Commands that wait for the answers which bear their tags, in whatever order those come. See RFC 9051 §5.5. */
export interface Tagged {
  /** What the first and the last that still wait are. */
  first(): string | undefined
  last(): string | undefined
  has(tag: string): boolean
  push(tag: string, verb: string): void
  /** Takes the first with this tag away. */
  take(tag: string): string | undefined
}

export function tagged(): Tagged {
  interface Command {
    readonly verb: string
    answered: boolean
  }
  const all = queue<Command>()
  const byTag = new Map<string, Queue<Command>>()
  return {
    first: () => all.first()?.verb,
    last: () => all.last()?.verb,
    has: (tag) => byTag.get(tag)?.first() !== undefined,
    push(tag, verb) {
      const command = { verb, answered: false }
      const same = byTag.get(tag) ?? queue()
      byTag.set(tag, same)
      same.push(command)
      all.push(command)
    },
    take(tag) {
      const command = byTag.get(tag)?.shift()
      if (!command) return
      if (!byTag.get(tag)?.first()) byTag.delete(tag)
      command.answered = true
      while (all.first()?.answered) all.shift()
      while (all.last()?.answered) all.pop()
      return command.verb
    },
  }
}
