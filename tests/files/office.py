"""LibreOffice, asked to accept or reject the changes of a file and say what is left."""

import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice")
MACRO = """
Sub Settle(source As String, target As String, command As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden"
    hidden(0).Value = True
    file = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
    helper = createUnoService("com.sun.star.frame.DispatchHelper")
    helper.executeDispatch(file.CurrentController.Frame, command, "", 0, Array())
    Dim told(1) As New com.sun.star.beans.PropertyValue
    told(0).Name = "FilterName"
    told(0).Value = "Text (encoded)"
    told(1).Name = "FilterOptions"
    told(1).Value = "UTF8,LF"
    file.storeToURL(target, told())
    file.close(True)
    StarDesktop.terminate()
End Sub
"""
DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0} PUBLIC '
    '"-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'
)
SPACE = 'xmlns:{0}="http://openoffice.org/2000/{0}"'
MODULE = (
    DOCTYPE.format("script:module", "module")
    + f'<script:module {SPACE.format("script")} script:name="Settle" '
    f'script:language="StarBasic">{MACRO}</script:module>'
)
LIBRARY = (
    DOCTYPE.format("library:library", "library")
    + f'<library:library {SPACE.format("library")} library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Settle"/></library:library>'
)
LIBRARIES = (
    DOCTYPE.format("library:libraries", "libraries")
    + f"<library:libraries {SPACE.format('library')} "
    'xmlns:xlink="http://www.w3.org/1999/xlink"><library:library '
    'library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" '
    'xlink:type="simple" library:link="false"/></library:libraries>'
)


def settled_by_office(file: bytes, accept: bool, folder: Path) -> list[str]:
    """Give every line of the file with all changes accepted or rejected."""
    # Its first start fills the profile, over what stands there.
    _run(folder, "--terminate_after_init")
    _add_macro(folder / "profile" / "user" / "basic")
    source, target = folder / "source.docx", folder / "settled.txt"
    source.write_bytes(file)
    command = f".uno:{'Accept' if accept else 'Reject'}AllTrackedChanges"
    call = ",".join(f'"{each}"' for each in (source.as_uri(), target.as_uri(), command))
    _run(folder, f"macro:///Standard.Settle.Settle({call})")
    return target.read_text("utf-8-sig").splitlines()


def _run(folder: Path, argument: str) -> None:
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            SOFFICE or "soffice",
            f"-env:UserInstallation={profile}",
            *("--headless", "--norestore", argument),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )


def _add_macro(folder: Path) -> None:
    library = folder / "Standard"
    (library / "Settle.xba").write_text(MODULE, "utf-8")
    (library / "script.xlb").write_text(LIBRARY, "utf-8")
    (folder / "script.xlc").write_text(LIBRARIES, "utf-8")
