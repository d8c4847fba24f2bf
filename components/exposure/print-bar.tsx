"use client";
import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";

/** Prints what is on the page. Names may be masked on paper; on screen they always stand. */
export function PrintBar() {
  const [isMasked, setMasked] = useState(false);
  return (
    <span className="row screen-only" data-mask={isMasked ? "" : undefined}>
      <Checkbox
        size="xs"
        label="Mask names in print"
        checked={isMasked}
        onChange={(event) => setMasked(event.currentTarget.checked)}
      />
      <Button variant="default" size="compact-xs" onClick={() => window.print()}>
        Print
      </Button>
    </span>
  );
}
