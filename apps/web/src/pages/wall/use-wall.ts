import type { Campaign } from "@cruiseboard/contract";
import { type Dispatch, type SetStateAction, useEffect, useState, useSyncExternalStore } from "react";
import { type Alert, listAlerts, observableBy, useNewAlerts } from "../../alerts/alerts.ts";
import type { Board } from "../../api/board.ts";
import { isSilent } from "../../connection/health.tsx";
import { useVisible } from "../../domain/activity.ts";
import { isUrgent } from "../../domain/attention.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { readStored, store } from "../../domain/storage.ts";
import { time } from "../../i18n/time.ts";
import { useKeys } from "../frame/keys.ts";
import { turned } from "./wall-plan.ts";

/** Pointer or keyboard hold the page at least this long. */
const holdMs = 30_000;

export type Turning = ReturnType<typeof useTurning>;

export const firstPlace = { view: 0, page: 0, heldAt: 0 };

/** @param place and how to change it; apart, since how many pages a view has depends on which one is shown. */
export function useTurning(
  [place, setPlace]: readonly [typeof firstPlace, Dispatch<SetStateAction<typeof firstPlace>>],
  { views, pages }: { readonly views: number; readonly pages: number },
  seconds: number,
) {
  const [paused, setPaused] = useState(false);
  const { view, heldAt } = place;
  const page = Math.min(place.page, pages - 1);
  const turns = views > 1 || pages > 1;

  useEffect(() => {
    if (paused || !turns) return;
    const wait = heldAt > 0 ? Math.max(holdMs, seconds * 1000) : seconds * 1000;
    const next = () => setPlace({ ...turned({ view, page }, 1, { views, pages }), heldAt: 0 });
    const timer = setTimeout(next, wait);
    return () => clearTimeout(timer);
  }, [paused, turns, views, pages, seconds, view, page, heldAt, setPlace]);

  const turn = (by: 1 | -1) =>
    setPlace({ ...turned({ view, page }, by, { views, pages }), heldAt: time.monotonic() });
  // Rounded, since a moving pointer sends a hundred events a second.
  const hold = () => {
    const second = Math.ceil(time.monotonic() / 1000) * 1000;
    setPlace((before) => (before.heldAt === second ? before : { ...before, heldAt: second }));
  };
  return { view, page, pages, turns, paused, setPaused, turn, hold };
}

export function useWallKeys({ turn, paused, setPaused }: Turning, toggleFullScreen = () => {}): void {
  const [forward, back] = [() => turn(1), () => turn(-1)];
  const keys = { ArrowRight: forward, PageDown: forward, ArrowLeft: back, PageUp: back };
  useKeys({ ...keys, Space: () => setPaused(!paused), f: toggleFullScreen }, isForControl);
}

const isForControl = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest("select, input, button, a") !== null;

export function useWakeLock(): void {
  const visible = useVisible();
  useEffect(() => {
    if (!visible || !("wakeLock" in navigator)) return;
    // Rejects when the battery is low, or in a frame without permission.
    const lock = navigator.wakeLock.request("screen").catch(() => null);
    return () => void lock.then((held) => held?.release()).catch(() => {});
  }, [visible]);
}

function subscribeToFullScreen(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  return () => document.removeEventListener("fullscreenchange", listener);
}

/** null: the browser or the frame does not allow it. */
export function useFullScreen() {
  const on = useSyncExternalStore(subscribeToFullScreen, () => document.fullscreenElement !== null);
  return document.fullscreenEnabled ? { on, toggle: toggleFullScreen } : null;
}

function toggleFullScreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {}); // the viewer declined
}

const storedName = "wall.sound";
const notes = [660, 880]; // Hz
const noteSeconds = 0.3;

/** `asked`: it was on before a reload, after which a browser plays nothing until it is pressed. */
type SoundState = "off" | "asked" | "on";

export type WallSound = ReturnType<typeof useWallSound>;

/** A sound for what is newly urgent, by consent. @param campaigns for which ones; null: all of the board */
export function useWallSound({ state, contact }: Board, campaigns: readonly Campaign[] | null) {
  const [consent, setConsent] = useState<SoundState>(() =>
    readStored(storedName) === "on" ? "asked" : "off",
  );
  useEffect(() => {
    // Fulfilled at once where the browser was told to allow it, as on a kiosk; else never.
    if (readStored(storedName) === "on") void wake().then((awake) => awake && setConsent("on"));
  }, []);

  const heard = campaigns === null ? state?.campaigns : new Map(campaigns.map((each) => [keyOf(each), each]));
  const alerts = state && heard ? listAlerts(heard, observableBy(state.upstream)) : noAlerts;
  const urgent = alerts.filter(({ kind }) => isUrgent(kind));
  const trusted = state !== undefined && contact === "live" && !isSilent(state.upstream);
  useNewAlerts(urgent, trusted, () => {
    if (consent === "on") ring();
  });

  return {
    consent,
    play: ring,
    async turnOn() {
      store(storedName, "on");
      if (!(await wake())) return;
      setConsent("on");
      ring();
    },
    turnOff() {
      store(storedName, "off");
      setConsent("off");
    },
  };
}

let audio: AudioContext | undefined;

/** False: there is nothing to play on. */
async function wake(): Promise<boolean> {
  try {
    audio ??= new AudioContext();
    await audio.resume();
    return true;
  } catch {
    return false;
  }
}

const noAlerts: readonly Alert[] = [];

function ring(): void {
  if (audio === undefined) return;
  for (const [index, pitch] of notes.entries()) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const from = audio.currentTime + index * noteSeconds;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.4, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + noteSeconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + noteSeconds);
  }
}
