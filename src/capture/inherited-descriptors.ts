import { type Stats, fstatSync, readdirSync } from 'node:fs';

const FIRST_BEYOND_STDIO = 3;

/**
 * The descriptors from 3 on that whoever started this process has left open for it. Node passes them on to
 * nobody by itself. To be asked before stdout is touched: of a terminal Node opens a second descriptor then.
 *
 * @returns Without the channel to whoever started this process by `fork`; none where the system does not list them.
 */
export function inheritedDescriptors(): readonly number[] {
  // Its types leave it out.
  const channel = process.channel as { readonly fd?: number } | undefined;
  const open = openDescriptors().filter(({ descriptor }) => descriptor !== channel?.fd);
  const pipes = open.filter(({ stat }) => stat.isFIFO()).map(({ stat }) => stat.ino);
  const isOfNode = ({ stat }: OpenDescriptor): boolean => {
    // Event loops are of no kind. Of a pipe that Node talks to itself by, both ends are here.
    if (stat.isFIFO()) return pipes.filter((ino) => ino === stat.ino).length > 1;
    // An inspector listens.
    if (stat.isSocket()) return isInspected();
    return !(stat.isFile() || stat.isDirectory() || stat.isCharacterDevice());
  };
  return open.filter((one) => !isOfNode(one)).map(({ descriptor }) => descriptor);
}

function isInspected(): boolean {
  return [process.env.NODE_OPTIONS ?? '', ...process.execArgv].some((flags) => flags.includes('--inspect'));
}

interface OpenDescriptor {
  readonly descriptor: number;
  readonly stat: Stats;
}

function openDescriptors(): OpenDescriptor[] {
  let names: string[];
  try {
    names = readdirSync('/dev/fd');
  } catch {
    return [];
  }
  const descriptors = names.map(Number).filter((descriptor) => descriptor >= FIRST_BEYOND_STDIO);
  return descriptors.flatMap((descriptor) => {
    try {
      return [{ descriptor, stat: fstatSync(descriptor) }];
    } catch {
      // The one by which they were listed.
      return [];
    }
  });
}
