import type { DropEvent } from "react-dropzone";

/** A file with the name it goes by here: in a folder its path, since many hosts have a Security.evtx. */
export type Chosen = { file: File; name: string };
export type Skipped = { name: string; why: string };

/** What systems leave in every folder. */
const CLUTTER = /^(\.ds_store|thumbs\.db|desktop\.ini|\._.*)$/i;

/** The API takes no longer names; the end says more than the beginning. */
const LONGEST_NAME = 255;

/** Sorts out what cannot be a log, each with its reason. */
export function sortOut(files: readonly File[]): { chosen: Chosen[]; skipped: Skipped[] } {
  const chosen: Chosen[] = [];
  const skipped: Skipped[] = [];
  for (const file of files) {
    const name = nameOf(file);
    if (CLUTTER.test(file.name)) skipped.push({ name, why: "made by the system, no log" });
    else if (file.size === 0) skipped.push({ name, why: "empty: 0 bytes" });
    else chosen.push({ file, name });
  }
  return { chosen, skipped };
}

function nameOf(file: File): string {
  const path = "path" in file && typeof file.path === "string" ? file.path : file.webkitRelativePath;
  return (path || file.name).replace(/^(\.?\/)+/, "").slice(-LONGEST_NAME);
}

type Item = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };

/**
 * The files of a drop or a choice, folders with all that is in them. Nothing is left out here, unlike in the drop zone's
 * own reading: what is skipped is to be said.
 */
export async function filesOf(
  event: DropEvent | FileSystemFileHandle[],
): Promise<(File | DataTransferItem)[]> {
  if (Array.isArray(event)) return Promise.all(event.map((handle) => handle.getFile()));
  if (!("dataTransfer" in event) || !event.dataTransfer) {
    const { target } = event;
    return target instanceof HTMLInputElement ? [...(target.files ?? [])] : [];
  }
  const items: Item[] = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
  // While something is dragged a page may see that there are files, and no more.
  if (event.type !== "drop") return items;
  // All are asked for before the first answer: the browser takes the data back when the event is over.
  return (await Promise.all(items.map(filesOfItem))).flat();
}

async function filesOfItem(item: Item): Promise<File[]> {
  const entry = item.webkitGetAsEntry?.() ?? null;
  const file = item.getAsFile();
  if (!entry?.isDirectory) return file ? [file] : [];
  // The older reading fails for folders from the Windows Explorer; the newer one is for secure pages only, and leaves
  // out what it thinks unsafe without a word.
  const asked = item.getAsFileSystemHandle?.();
  return inEntry(entry as FileSystemDirectoryEntry).catch(async (cause: unknown) => {
    const handle = await asked;
    if (!(handle instanceof FileSystemDirectoryHandle)) throw cause;
    return inHandle(handle, handle.name);
  });
}

async function inHandle(folder: FileSystemDirectoryHandle, path: string): Promise<File[]> {
  const files: File[] = [];
  for await (const child of folder.values()) {
    const at = `${path}/${child.name}`;
    if (child instanceof FileSystemDirectoryHandle) files.push(...(await inHandle(child, at)));
    else files.push(placed(await child.getFile(), at));
  }
  return files;
}

async function inEntry(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // A hundred at a time in Chromium; an empty answer is the end.
    const children = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (children.length === 0) return files;
    for (const child of children) files.push(...(await ofEntry(child)));
  }
}

async function ofEntry(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isDirectory) return inEntry(entry as FileSystemDirectoryEntry);
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  );
  return [placed(file, entry.fullPath)];
}

const placed = (file: File, path: string): File =>
  Object.defineProperty(file, "path", { value: path, configurable: true });
