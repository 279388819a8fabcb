"""`make run`: the whole demo in one terminal, until Ctrl-C."""

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.stack.child import Child, launch, stop
from config.stack.children import FLOORS, own_children, python_child
from config.stack.errors import StackError
from config.stack.ground import lay_ground
from config.stack.guarded import Guarded
from config.stack.leftovers import end_leftovers
from config.stack.lock import only_one
from config.stack.owner import server_owner
from config.stack.places import Places, make_places
from config.stack.programs import read_source
from config.stack.progress import say, step
from config.stack.run_files import clear_run_env, kept_secrets, write_run_env
from config.stack.run_record import last_data, last_ports, record_end, record_start
from config.stack.servers import Plan
from config.stack.static_files import collected, fingerprint
from config.stack.stop_asked import Ear, StopAsked
from config.stack.supervisor import Supervisor
from config.stack.surroundings import Doors, demo_environment, read_doors, refuse_other_environments

WATCH_SECONDS = 0.2


@dataclass(frozen=True)
class Stage:
    """What one run has in hand."""

    checkout: Path
    given: Mapping[str, str]
    places: Places
    doors: Doors
    ear: Ear
    supervisor: Supervisor


def run(*, checkout: Path, given: Mapping[str, str]) -> None:
    """Start everything, keep it running, stop everything. StackError says why it can't start."""
    began = time.monotonic()
    refuse_other_environments(given)
    places = make_places(checkout=checkout, var=checkout / "var", owner=server_owner())
    with only_one(places.var / "run.lock") as lock, Guarded(keep=lock) as guarded:
        ear = Ear()
        end_leftovers(home=places.servers, checkout=checkout)
        supervisor = Supervisor(logs=places.logs, guarded=guarded, pause=ear.pause)
        stage = Stage(checkout, given, places, read_doors(given), ear, supervisor)
        try:
            start(stage, began=began)
            watch(stage)
        except StopAsked:
            say("Stopping Nightbell ...")
        finally:
            supervisor.stop()
            clear_run_env(places.run_env)
            record_end(places)
            say("Everything has stopped.")


def start(stage: Stage, *, began: float) -> None:
    """From the ground up, and a word of welcome at the end."""
    say(f"Nightbell starts in {stage.checkout}")
    secrets = kept_secrets(stage.places.secrets)
    ground = lay_ground(
        stage.supervisor,
        given=stage.given,
        plan=make_plan(stage),
        secrets=secrets,
        ports=last_ports(stage.places.run_json),
        last_data=last_data(stage.places.run_json),
    )
    urls = {"DATABASE_URL": ground.database_url, "REDIS_URL": ground.broker_url}
    environment = demo_environment(
        given=stage.given, secrets=secrets, doors=stage.doors, urls=urls, var=stage.places.var
    )
    write_run_env(stage.places.run_env, environment)
    record_start(stage.places, ground=ground, environment=environment, pid=os.getpid())
    start_product(stage, environment)
    say(welcome(stage, environment, seconds=time.monotonic() - began))


def make_plan(stage: Stage) -> Plan:
    """Where our own servers come from and go; each gets its password when it is laid."""
    source = read_source(stage.given)
    return Plan(stage.checkout, stage.places.servers, server_owner(), source, password="")


def start_product(stage: Stage, environment: Mapping[str, str]) -> None:
    """The simulator, the preparations, then Nightbell's own processes."""
    children = own_children(checkout=stage.checkout, environment=environment, doors=stage.doors)
    with step("Starting the simulator of phones"):
        stage.supervisor.start(children["phonesim"])
    prepare(stage, environment)
    with step("Starting the workers, the sweep, the watchdog, the scheduler and the web"):
        for floor in FLOORS:
            stage.supervisor.start(*(children[name] for name in floor))


def prepare(stage: Stage, environment: Mapping[str, str]) -> None:
    """Static files if they changed, schema, demo, webhooks; the simulator's only, never those of a real account."""
    stamp = stage.places.var / "static.stamp"
    commands = [] if collected(checkout=stage.checkout, stamp=stamp) else ["collectstatic"]
    commands += ["migrate", "load_demo"]
    if environment["TWILIO_API_BASE_URL"] == environment["PHONESIM_URL"]:
        commands += ["name_phones", "register_numbers"]
    arguments = ("-m", "config.stack.prepare", *commands)
    run_to_end(stage, python_child("prepare", *arguments, checkout=stage.checkout, environment=environment))
    stamp.write_text(fingerprint(stage.checkout))


def run_to_end(stage: Stage, child: Child) -> None:
    """Run a step with the terminal as its output. StackError if it fails; it is gone if a stop is asked."""
    process = launch(child, output=sys.stdout.fileno())
    stage.supervisor.guarded.watch(process.pid, stop_signal=child.stop_signal)
    try:
        while process.poll() is None:
            stage.ear.pause(0.05)
    finally:
        code = stop(child, process)
        stage.supervisor.guarded.forget(process.pid)
    if code:
        raise StackError(f"The step above failed (code {code}).")


def welcome(stage: Stage, environment: Mapping[str, str], *, seconds: float) -> str:
    """Where to go now, and who may log in."""
    logins = (stage.places.var / "demo.txt").read_text().rstrip()
    return (
        f"\nNightbell is up after {seconds:.1f} s.\n"
        f"  Board          {environment['PUBLIC_BASE_URL']}/\n"
        f"  Phones         {environment['PHONESIM_URL']}/\n"
        f"  Logs           {stage.places.logs}\n\n{logins}\n\nCtrl-C stops everything.\n"
    )


def watch(stage: Stage) -> None:
    """Until a stop is asked."""
    while True:
        stage.supervisor.tend(now=time.monotonic())
        stage.ear.pause(WATCH_SECONDS)
