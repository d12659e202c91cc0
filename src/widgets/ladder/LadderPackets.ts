/** The closest zoom: under each step, the TCP segments that carried it and those that carried nothing. */
import type { Track } from '../../core/timeline/playhead.ts'
import type { Packet } from '../../core/timeline/timeline.ts'

/** Adds the packets to the list, once. Those without a payload stand under the step they followed. */
export function addPackets(root: HTMLElement, { timeline, first, last }: Track): void {
  if (root.querySelector('.packets')) return
  const rows = root.querySelectorAll<HTMLElement>('li.step')
  const under = new Map<number, Packet[]>()
  const carried = new Map<number, number>()
  for (let index = first; index <= last; index++) {
    for (const packet of timeline.steps[index]?.packets ?? []) if (!carried.has(packet)) carried.set(packet, index)
  }
  for (const [at, packet] of timeline.packets.entries()) {
    const index = carried.get(at) ?? timeline.steps.findLastIndex((step) => step.sentMs <= packet.sentMs)
    under.set(index, [...(under.get(index) ?? []), packet])
  }
  for (const row of rows) {
    const packets = under.get(Number(row.dataset['index']))
    if (!packets) continue
    const list = document.createElement('ol')
    list.className = 'packets'
    for (const packet of packets) list.append(lineFor(packet))
    row.querySelector('.rung')?.after(list)
  }
}

function lineFor(packet: Packet): HTMLLIElement {
  const line = document.createElement('li')
  line.className = packet.from
  const way = packet.from === 'client' || packet.to === 'server' ? '→' : '←'
  line.textContent = `${way} ${packet.flags}, ${packet.payload} of ${packet.length} bytes, ${(packet.sentMs / 1000).toFixed(4)} s`
  return line
}
