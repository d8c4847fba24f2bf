"use client";
import { Button, FileInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { utcDay } from "@/components/ui/utc";
import { dropPlaces, sendPlaces } from "@/lib/enrich/api";
import type { PlaceDatabase } from "@/lib/enrich/schema";
import { useChange } from "./use-change";

type Attempt = { ok: true; value: null } | { ok: false; message: string };
type Props = { databases: PlaceDatabase[]; copyFrom: (path: string) => Promise<Attempt>; canSave: boolean };

const sizeOf = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function Kept({
  databases,
  drop,
  isBusy,
}: {
  databases: PlaceDatabase[];
  drop: ((one: PlaceDatabase) => void) | null;
  isBusy: boolean;
}) {
  if (databases.length === 0) {
    return <p className="t2">None. Countries and networks are those that the log itself gives.</p>;
  }
  return (
    <ul className="plain-list">
      {databases.map((one) => (
        <li key={one.id} className="row wrap">
          <b className="medium">
            <PlainText text={one.name} />
          </b>
          <span className="t2">
            <PlainText text={one.type} />, made {utcDay(one.builtAt)}, {sizeOf(one.bytes)}
          </span>
          {!one.isThere && <span role="alert">Its file is gone from the data folder: supply it again.</span>}
          {drop && (
            <Button
              size="compact-xs"
              variant="default"
              disabled={isBusy}
              onClick={() => drop(one)}
              aria-label={`Remove ${one.name}`}
            >
              Remove
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Databases of places: from a file of the reader's, or from a path on the server. */
export function PlacesPanel({ databases, copyFrom, canSave }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [path, setPath] = useState("");
  const { change, said, isBusy } = useChange();
  const send = () =>
    change(async () => {
      if (!file) return "Choose a file first.";
      const { name } = await sendPlaces(file);
      setFile(null);
      return `${name} is asked from now on.`;
    });
  const copy = () =>
    change(async () => {
      const done = await copyFrom(path);
      if (!done.ok) return done.message;
      setPath("");
      return "The file was copied and is asked from now on. Copy it again when it is newer.";
    });
  const drop = (one: PlaceDatabase) =>
    change(async () => {
      await dropPlaces(one.id);
      return `${one.name} is asked no more.`;
    });
  return (
    <Block
      title="Databases of places"
      note={
        canSave ? "MMDB; the first one that knows a country or a network decides" : "set by administrators"
      }
    >
      <div className="body stack tight">
        <Kept databases={databases} drop={canSave ? drop : null} isBusy={isBusy} />
        {canSave && (
          <>
            <div className="network-fields">
              <FileInput
                label="A file of yours"
                inputWrapperOrder={["label", "input", "description"]}
                description="GeoLite2-City.mmdb, GeoLite2-ASN.mmdb or one of another maker. Rollcall brings none and asks none."
                placeholder="Choose a file"
                accept=".mmdb"
                value={file}
                onChange={setFile}
              />
              <TextInput
                label="Or a path on the server"
                inputWrapperOrder={["label", "input", "description"]}
                description="It is copied: what rules found must not change with a file."
                placeholder="/var/lib/GeoIP/GeoLite2-City.mmdb"
                value={path}
                onChange={(event) => setPath(event.currentTarget.value)}
              />
            </div>
            <div className="row wrap">
              <Button onClick={send} loading={isBusy} disabled={!file}>
                Send the file
              </Button>
              <Button variant="default" onClick={copy} loading={isBusy} disabled={path.trim() === ""}>
                Copy from the path
              </Button>
              <span className="small grow" role="status">
                {said}
              </span>
            </div>
          </>
        )}
      </div>
    </Block>
  );
}
