import { registerHooks } from 'node:module';
import { type Edit, SABOTAGES } from './sabotages.ts';

// Loaded into every process of the stage; does nothing unless the environment names a sabotage. The product has no flags for this.
const name = process.env['CHAOS_SABOTAGE'];

if (name !== undefined) {
  const edits = (SABOTAGES as Record<string, readonly Edit[]>)[name];
  if (edits === undefined) throw new Error(`there is no sabotage ${name}`);
  const open = new Set(edits);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const wanted = edits.filter(({ file }) => url.endsWith(file));
      if (wanted.length === 0) return loaded;
      let source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
      for (const edit of wanted) {
        const places = source.split(edit.find).length - 1;
        // A control that controls nothing would pass for ever: whoever moves the line has to move the control.
        if (places !== 1)
          throw new Error(`sabotage ${name}: ${places} times instead of once in ${edit.file}: ${edit.find}`);
        source = source.replace(edit.find, () => edit.replace);
        open.delete(edit);
        if (open.size === 0) process.stderr.write(`sabotaged: ${name}\n`);
      }
      return { ...loaded, source };
    },
  });
}
