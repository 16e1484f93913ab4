/** One message of the PostgreSQL protocol: its type (empty for the first ones of a connection) and all its bytes. */
export type Message = { type: string; bytes: Buffer };

/** Cuts a byte stream into messages. `startup`: the stream begins with messages that have no type byte. */
export function splitter(startup: boolean): (chunk: Buffer) => Message[] {
  let rest: Buffer = Buffer.alloc(0);
  let typed = !startup;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const head = typed ? 1 : 0;
      if (rest.length < head + 4) return messages;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return messages;
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      messages.push({ type: typed ? String.fromCharCode(bytes[0]!) : '', bytes });
      typed = true; // nobody asks for TLS here, so the startup message is the only one without a type
    }
  };
}

const textAt = (bytes: Buffer, from: number): { text: string; next: number } => {
  const end = bytes.indexOf(0, from);
  return { text: bytes.toString('utf8', from, end), next: end + 1 };
};

/** A statement that a message is about; `runs`: it is carried out now, otherwise the server only gets to know it. */
export type Said = { sql: string; runs: boolean };

/** Follows what a client sends and answers the statement that a message is about, null for all other messages. */
export function statementReader(): (message: Message) => Said | null {
  const prepared = new Map<string, string>();
  return ({ type, bytes }) => {
    if (type === 'Q') return { sql: textAt(bytes, 5).text, runs: true };
    if (type === 'P') {
      const name = textAt(bytes, 5);
      const sql = textAt(bytes, name.next).text;
      prepared.set(name.text, sql);
      return { sql, runs: false };
    }
    if (type !== 'B') return null;
    const portal = textAt(bytes, 5);
    return { sql: prepared.get(textAt(bytes, portal.next).text) ?? '', runs: true };
  };
}

/** Whether the server will answer this message with ReadyForQuery. */
export const endsTurn = ({ type }: Message): boolean => type === 'Q' || type === 'S';
export const isReady = ({ type }: Message): boolean => type === 'Z';
