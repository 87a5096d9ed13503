"""A mini-app in Python whose page asks the platform for nothing: what is measured with it is the platform."""

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import content as c, page as p, refusals as r

VARIANT = "varian-00000000"


def section(nth):
    title = f"Langkah {nth}"
    return p.Section(
        f"bagian-{nth}",
        title,
        [
            p.Block_Paragraph([c.Span_Text(f"Edisi {VARIANT}, bagian {nth}. Kalimat ke-{line}.")])
            for line in range(6)
        ],
    )


class App(exports.App):
    def show(self, request):
        return p.Page("Halaman Python", None, [], [section(nth) for nth in range(1, 6)], None)

    def act(self, request, submission):
        raise Err(r.Refusal_NotFound())
