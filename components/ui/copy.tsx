"use client";
import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCopy } from "@tabler/icons-react";
import { defang } from "./defang";

/** Copies a text and says so. Without clipboard access (plain http) it falls back to the old command. */
export async function copyText(text: string, what: string): Promise<void> {
  const isCopied = await write(text);
  notifications.show(
    isCopied
      ? { message: `${what} copied` }
      : {
          title: "Nothing was copied",
          message: "The browser did not allow it. Select the text and copy it.",
        },
  );
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

/** Copy an address as it is, or defanged for tickets and chats. */
export function CopyAddress({ address }: { address: string }) {
  return (
    <Menu position="bottom-start" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon variant="subtle" size="xs" aria-label={`Copy ${address}`}>
          <IconCopy size={13} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copyText(address, "Address")}>Copy</Menu.Item>
        <Menu.Item onClick={() => copyText(defang(address), "Defanged address")}>
          Copy defanged <span className="t3">{defang(address)}</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
