import { Block } from "./block";

type Props = {
  title: string;
  /** What is being done meanwhile: "Comparing with known tools". */
  words: string;
  error: Error | null;
};

/** The block that is to come: it keeps its place and its name while it is read, and says why where it cannot be. */
export function Pending({ title, words, error }: Props) {
  return (
    <Block title={title}>
      {error ? (
        <p className="body" role="alert">
          {error.message}
        </p>
      ) : (
        <p className="body t2" role="status">
          {words}
        </p>
      )}
    </Block>
  );
}
