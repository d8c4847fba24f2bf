"use client";
import { Modal } from "@mantine/core";
import type { Import } from "@/lib/intake/schema";
import { MappingForm } from "./mapping-step";

/** Says otherwise which column holds what, and reads the file again by that. */
export function MappingDialog({ item, onClose }: { item: Import; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={<span className="dialog-title">Say which column holds what</span>}
      size={960}
    >
      <MappingForm item={item} onDone={onClose} />
    </Modal>
  );
}
