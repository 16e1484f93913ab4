/** Numbers by key, for millions of them: a Map of arrays takes ten times the memory and the time. */
export class Grouping {
  readonly #groups: number;
  #keys = new Uint32Array(1 << 20);
  #values = new Uint32Array(1 << 20);
  #size = 0;

  /** Keys are whole numbers from 0 to below `groups`. */
  constructor(groups: number) {
    this.#groups = groups;
  }

  add(key: number, value: number): void {
    if (this.#size === this.#keys.length) [this.#keys, this.#values] = [doubled(this.#keys), doubled(this.#values)];
    this.#keys[this.#size] = key;
    this.#values[this.#size++] = value;
  }

  /** Ends the adding and answers what finds the values of a key, in the order in which they were added. */
  lookUp(): (key: number) => Uint32Array {
    const begins = new Uint32Array(this.#groups + 1);
    for (let at = 0; at < this.#size; at += 1) begins[this.#keys[at]! + 1]! += 1;
    for (let key = 0; key < this.#groups; key += 1) begins[key + 1]! += begins[key]!;
    const [next, sorted] = [begins.slice(), new Uint32Array(this.#size)];
    for (let at = 0; at < this.#size; at += 1) sorted[next[this.#keys[at]!]!++] = this.#values[at]!;
    return (key) => sorted.subarray(begins[key], begins[key + 1]);
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
