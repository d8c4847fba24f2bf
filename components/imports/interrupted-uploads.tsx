"use client";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { forget, type Interrupted } from "./interrupted";
import { bytesOf } from "./pace";

const titleOf = (count: number) =>
  count === 1
    ? "1 upload was interrupted: choose the file again to go on"
    : `${count} uploads were interrupted: choose the files again to go on`;

/** A page may not open files by itself: after a reload somebody chooses them again, and nothing is sent twice. */
export function InterruptedUploads({ items }: { items: readonly Interrupted[] }) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: forget,
    onSettled: () => client.invalidateQueries({ queryKey: ["imports"] }),
  });
  if (items.length === 0) return null;
  return (
    <Block title={titleOf(items.length)}>
      <ul className="body plain-list">
        {items.map((item) => (
          <li key={item.storageKey} className="row wrap">
            <span className="grow">
              <PlainText text={item.name} />
            </span>
            <span className="small t3 nowrap">
              {bytesOf(item.arrived)} of {bytesOf(item.size)} arrived
            </span>
            <Button
              size="compact-xs"
              variant="default"
              disabled={isPending}
              aria-label={`Give up ${item.name}`}
              onClick={() => mutate(item)}
            >
              Give up
            </Button>
          </li>
        ))}
      </ul>
      {error && (
        <p className="body" role="alert">
          {error.message}
        </p>
      )}
    </Block>
  );
}
