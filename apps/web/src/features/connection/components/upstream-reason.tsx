import { useDisplay } from "../../../lib/display.tsx";

/** Codes that this product gives itself; everything else is the upstream's. */
const ownWords = /^ClientError\./;

/** The upstream's or the network's own words; nothing where there are none. */
export function UpstreamReason({ message }: { message: string | null }) {
  const { t } = useDisplay();
  if (!message) return null;
  return (
    <p className="name mt-1">
      {t(ownWords.test(message) ? "upstream.reason" : "upstream.said")}{" "}
      <bdi className="font-mono text-xs">{message}</bdi>
    </p>
  );
}
