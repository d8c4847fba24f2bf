import { PageBar } from "@/components/shell/page-bar";
import { Waiting } from "@/components/ui/waiting";

export default function Loading() {
  return (
    <>
      <PageBar title="Reading" isQuiet />
      <Waiting />
    </>
  );
}
