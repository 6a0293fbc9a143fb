"""A headless Chromium, driven over its DevTools pipe: no port, no display, no clipboard of the machine.

Nothing here waits for a length of time. Every command waits for its own answer, opening a page waits for its load
event, and after each act `Page.settled` waits until the page has no timer left to run. What does not happen
within WAIT is no verdict about the page: it raises CouldNotJudgeError.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

WAIT: Final = 60.0
STARTS: Final = 3
PROBES: Final = Path(__file__).with_name("probes.js")
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # of a root user's own pages, without a network
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--mute-audio",
    "--proxy-server=127.0.0.1:9",
)
KEYS: Final[Mapping[str, tuple[str, int, str]]] = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    " ": ("Space", 32, " "),
    "ArrowDown": ("ArrowDown", 40, ""),
    "Home": ("Home", 36, ""),
    "Backspace": ("Backspace", 8, ""),
}
SHIFT: Final = 8


class CouldNotJudgeError(Exception):
    """The browser did not answer, or a probe of ours failed: nothing was learnt about the page."""


def program() -> str | None:
    """Return the browser of this machine."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *NAMES))), None)


class Browser:
    """One browser process. Start it with `started`."""

    def __init__(self, command: str, profile: Path):
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self._reading, self._writing = ours_in, ours_out
        # DevTools reads commands from file 3 and writes to file 4
        script = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", command, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out),
            env={**os.environ, "HOME": str(profile), "XDG_CONFIG_HOME": str(profile), "XDG_CACHE_HOME": str(profile)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []
        os.set_blocking(ours_out, False)
        try:
            self.version = str(self.send("Browser.getVersion")["product"])
        except CouldNotJudgeError:
            self.close()
            raise

    def send(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its answer; what else is heard until then is kept in `events`."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        deadline = time.monotonic() + WAIT
        self._say(json.dumps(message).encode() + b"\0", deadline, method)
        while True:
            heard = self._hear(deadline, method)
            if heard.get("id") == message["id"]:
                if "error" in heard:
                    raise CouldNotJudgeError(f"{method}: {heard['error'].get('message')}")
                answer: dict[str, Any] = heard["result"]
                return answer
            self.events.append(heard)

    def await_event(self, method: str, session: str) -> dict[str, Any]:
        """Wait until a page has told of something."""
        deadline = time.monotonic() + WAIT
        while True:
            for event in self.events:
                if event.get("method") == method and event.get("sessionId") == session:
                    return event
            self.events.append(self._hear(deadline, method))

    def _say(self, data: bytes, deadline: float, method: str) -> None:
        while data:
            if not select.select([], [self._writing], [], max(0.0, deadline - time.monotonic()))[1]:
                raise CouldNotJudgeError(f"the browser did not take {method} within {WAIT:.0f} seconds")
            try:
                data = data[os.write(self._writing, data) :]
            except BrokenPipeError as fault:
                raise CouldNotJudgeError(f"the browser has ended before {method}") from fault

    def _hear(self, deadline: float, wanted: str) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._reading], [], [], left)[0]:
                raise CouldNotJudgeError(f"no answer to {wanted} within {WAIT:.0f} seconds")
            read = os.read(self._reading, 1 << 20)
            if not read:
                raise CouldNotJudgeError(f"the browser has ended during {wanted}")
            self._buffer += read
        line, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(line)
        return message

    def close(self) -> None:
        """End the browser and the processes that it started."""
        for number in (self._writing, self._reading):
            os.close(number)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def started(command: str) -> Iterator[Browser]:
    """Start a browser; a start that fails is tried again."""
    with tempfile.TemporaryDirectory(prefix="judge-browser-", ignore_cleanup_errors=True) as folder:
        for attempt in range(1, STARTS + 1):
            try:
                browser = Browser(command, Path(folder) / str(attempt))
                break
            except (CouldNotJudgeError, OSError) as fault:
                if attempt == STARTS:
                    raise CouldNotJudgeError(f"the browser did not start {STARTS} times: {fault}") from fault
        try:
            yield browser
        finally:
            browser.close()


class Page:
    """One tab in a context of its own."""

    def __init__(self, browser: Browser, width: int = 1200, *, dark: bool = False, script: bool = True):
        self._browser = browser
        self.width = width
        self._context = browser.send("Target.createBrowserContext")["browserContextId"]
        target = browser.send("Target.createTarget", url="about:blank", browserContextId=self._context)["targetId"]
        self._session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.send("Emulation.setEmulatedMedia", media="screen", features=[scheme, still])
        self._script = script
        if script:
            self.send("Page.addScriptToEvaluateOnNewDocument", source=PROBES.read_text("utf-8"))

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command to this page."""
        return self._browser.send(method, self._session, **parameters)

    def open(self, file: Path, fragment: str = "") -> None:
        """Open a file and wait until it is loaded and settled. Without script, only ours runs, and only then."""
        if not self._script:
            self.send("Emulation.setScriptExecutionDisabled", value=True)
        self._browser.events.clear()
        went = self.send("Page.navigate", url=file.as_uri() + (f"#{fragment}" if fragment else ""))
        if "errorText" in went:
            raise CouldNotJudgeError(f"{file} was not opened: {went['errorText']}")
        self._browser.await_event("Page.loadEventFired", self._session)
        if not self._script:
            self.send("Emulation.setScriptExecutionDisabled", value=False)
            self.evaluate(PROBES.read_text("utf-8"))
        self.evaluate("judge.drawn()")

    def evaluate(self, expression: str, *values: Any) -> Any:
        """Return the value of a script; with values, the script is a function that gets them."""
        if values:
            expression = f"({expression})({', '.join(json.dumps(value) for value in values)})"
        done = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            told = done["exceptionDetails"]
            raise CouldNotJudgeError(told.get("exception", {}).get("description") or told["text"])
        return done["result"].get("value")

    def settled(self) -> None:
        """Wait until the page has done all that the last act made it do."""
        self.evaluate("judge.settled()")

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key, and wait for what it does."""
        code, number, text = KEYS[key] if key in KEYS else (f"Key{key.upper()}", ord(key.upper()), key)
        stroke = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": SHIFT if shift else 0}
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **stroke)
        self.send("Input.dispatchKeyEvent", type="keyUp", **stroke)
        self.settled()

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        for character in text:
            self.press(character)

    def heard(self, method: str) -> list[dict[str, Any]]:
        """Return what this page has told of since it was opened."""
        told = self._browser.events
        return [e["params"] for e in told if e.get("method") == method and e.get("sessionId") == self._session]

    def close(self) -> None:
        """Close the tab and forget all that it kept."""
        self._browser.send("Target.disposeBrowserContext", browserContextId=self._context)
        self._browser.events.clear()


@contextmanager
def opened(
    browser: Browser, file: Path, fragment: str = "", *, width: int = 1200, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """Open a file in a tab of its own."""
    page = Page(browser, width, dark=dark, script=script)
    try:
        page.open(file, fragment)
        yield page
    finally:
        with suppress(CouldNotJudgeError):
            page.close()
