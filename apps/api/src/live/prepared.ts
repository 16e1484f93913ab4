const TEXT = 0x81; // FIN and opcode 1

/**
 * A text as it goes over the wire of a WebSocket (RFC 6455, 5.2: unmasked, one frame): made once for all its readers, and one
 * write instead of the two of ws, which has no prepared frames. Only for sockets without compression.
 */
export function prepared(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}

/** The bytes of the text inside a prepared frame, not copied. */
export function payloadOf(frame: Buffer): Buffer {
  const head = frame[1]! < 126 ? 2 : frame[1] === 126 ? 4 : 10;
  return frame.subarray(head);
}
