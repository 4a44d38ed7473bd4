"""Archives as platforms export them, and as attackers make them."""

import io
import tarfile
import zipfile
from pathlib import Path

WORDS = "You prepare the interview with three short stories about your work and what you learned. " * 3


def a_zip(path: Path, files: dict[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def a_tar(path: Path, files: dict[str, str | bytes], extra: tuple[tarfile.TarInfo, ...] = ()) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for member in extra:
            archive.addfile(member)
    return path


def a_page(title: str, text: str = WORDS) -> str:
    return f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"


def a_cartridge(version: str = "1.3") -> dict[str, str | bytes]:
    """A Common Cartridge as Canvas exports it: a module with pages, a link, a discussion, a quiz."""
    short = version.replace(".", "p")
    namespace = f"http://www.imsglobal.org/xsd/imsccv{short}/imscp_v1p1"
    page, other = "g" + "0" * 32, "g" + "1" * 32
    manifest = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m" xmlns="{namespace}">
 <metadata><schema>IMS Common Cartridge</schema><schemaversion>{version}.0</schemaversion></metadata>
 <organizations><organization identifier="org_1" structure="rooted-hierarchy"><item identifier="root">
  <item identifier="i1"><title>Module one</title>
   <item identifier="i2" identifierref="{other}"><title>Second page first</title></item>
   <item identifier="i3" identifierref="{page}"><title>The welcome</title></item>
   <item identifier="i4"><title>Inner</title>
    <item identifier="i5" identifierref="link"><title>A site</title></item>
    <item identifier="i6" identifierref="talk"><title>Talk</title></item>
    <item identifier="i7" identifierref="quiz" isvisible="false"><title>Quiz</title></item>
   </item>
  </item>
 </item></organization></organizations>
 <resources>
  <resource identifier="{page}" type="webcontent" href="wiki_content/welcome.html">
   <file href="wiki_content/welcome.html"/></resource>
  <resource identifier="{other}" type="webcontent" href="wiki_content/other%20page.html">
   <file href="wiki_content/other%20page.html"/></resource>
  <resource identifier="link" type="imswl_xmlv{short}"><file href="link.xml"/></resource>
  <resource identifier="badlink" type="imswl_xmlv{short}"><file href="badlink.xml"/></resource>
  <resource identifier="talk" type="imsdt_xmlv{short}"><file href="talk.xml"/></resource>
  <resource identifier="quiz" type="imsqti_xmlv1p2/imscc_xmlv{short}/assessment"><file href="quiz.xml"/></resource>
  <resource identifier="pdf" type="webcontent" href="files/notes.txt"><file href="files/notes.txt"/></resource>
  <resource identifier="pic" type="webcontent" href="files/a.png"><file href="files/a.png"/></resource>
  <resource identifier="gone" type="webcontent" href="files/gone.txt"><file href="files/gone.txt"/></resource>
  <resource identifier="task" type="assignment_xmlv1p0" href="task/assignment.xml">
   <file href="task/assignment.xml"/></resource>
  <resource identifier="task_fallback" type="webcontent"><variant identifierref="task"/>
   <file href="task/task.html"/></resource>
  <resource identifier="old" type="associatedcontent/imscc_xmlv{short}/learning-application-resource"
   href="old/task.html"><file href="old/task.html"/><file href="old/assignment_settings.xml"/></resource>
  <resource identifier="set" type="associatedcontent/imscc_xmlv{short}/learning-application-resource"
   href="course_settings/canvas_export.txt"><file href="course_settings/canvas_export.txt"/></resource>
  <resource identifier="meta" type="webcontent" href="meta.xml"><file href="meta.xml"/></resource>
  <resource identifier="out" type="webcontent" href="../../etc/passwd.txt">
   <file href="../../etc/passwd.txt"/></resource>
 </resources>
</manifest>"""
    return {
        "imsmanifest.xml": manifest,
        "wiki_content/welcome.html": a_page("Welcome", "Welcome here. " + WORDS),
        "wiki_content/other page.html": a_page("Other"),
        "link.xml": f'<webLink xmlns="x{short}"><title>Site</title><url href="https://example.org/a"/></webLink>',
        "badlink.xml": '<webLink><title>Bad</title><url href="javascript:alert(1)"/></webLink>',
        "talk.xml": (
            '<topic><title>Talk</title><text texttype="text/html">&lt;p&gt;What do you think?&lt;/p&gt;</text></topic>'
        ),
        "quiz.xml": """<questestinterop><assessment title="Q"><section><item><presentation><material>
            <mattext texttype="text/html">&lt;b&gt;Which&lt;/b&gt; story is short?</mattext></material>
            </presentation></item></section></assessment></questestinterop>""",
        "task/assignment.xml": "<assignment><title>Task</title><text>&lt;p&gt;Do it.&lt;/p&gt;</text></assignment>",
        "task/task.html": a_page("Task"),
        "old/task.html": a_page("Old task"),
        "course_settings/canvas_export.txt": "Q: How many? " + WORDS,
        "meta.xml": "<meta/>",
        "files/notes.txt": WORDS,
        "files/a.png": b"\x89PNG",
    }


def a_scorm_package() -> dict[str, str | bytes]:
    manifest = """<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schema>ADL SCORM</schema></metadata>
 <organizations><organization><title>Course</title>
  <item identifier="i" identifierref="r"><title>Unit</title></item></organization></organizations>
 <resources xml:base="content/"><resource identifier="r" type="webcontent" adlcp:scormtype="sco"
  xml:base="content/" href="index.html?mode=1"><file href="index.html"/><file href="part_two.html"/>
  <file href="run.js"/></resource></resources></manifest>"""
    return {
        "imsmanifest.xml": manifest,
        "content/index.html": a_page("Index"),
        "content/part_two.html": a_page("Two", "Another part. " + WORDS),
        "content/run.js": "alert(1)",
    }


def a_moodle_backup() -> dict[str, str | bytes]:
    def activity(module: int, kind: str, section: int, title: str) -> str:
        return (
            f"<activity><moduleid>{module}</moduleid><sectionid>{section}</sectionid><modulename>{kind}</modulename>"
            f"<title>{title}</title><directory>activities/{kind}_{module}</directory></activity>"
        )

    def section(number: int) -> str:
        return (
            f"<section><sectionid>{number}</sectionid><title>{number}</title>"
            f"<directory>sections/section_{number}</directory></section>"
        )

    listed = [
        activity(11, "page", 2, "A page"),
        activity(12, "book", 2, "A book"),
        activity(13, "label", 1, "A label"),
        activity(14, "url", 1, "A link"),
        activity(15, "resource", 1, "A file"),
        activity(16, "glossary", 1, "Words"),
        activity(17, "quiz", 1, "A quiz"),
        activity(18, "page", 3, "A hidden page"),
        activity(19, "lesson", 1, "A lesson"),
        activity(20, "assign", 1, "An assignment"),
        activity(21, "folder", 1, "A folder"),
        activity(22, "page", 1, "Lost"),
        activity(23, "label", 1, "Short label"),
        activity(24, "url", 1, "Bad link"),
        activity(25, "page", 99, "In no section"),
        activity(26, "resource", 1, "Without list"),
    ]
    html = WORDS.replace("You", "&lt;p&gt;You")
    page = f"<activity><page><name>{{}}</name><intro></intro><content>{html}</content></page></activity>"
    hash_text, hash_lost = "ab" + "1" * 38, "cd" + "2" * 38
    stored = (
        f'<file id="1"><contenthash>{hash_text}</contenthash><component>mod_resource</component>'
        "<filearea>content</filearea><filename>notes_one.txt</filename><sortorder>1</sortorder></file>"
        f'<file id="2"><contenthash>{hash_lost}</contenthash><component>mod_folder</component>'
        "<filearea>content</filearea><filename>lost.txt</filename></file>"
        f'<file id="3"><contenthash>{hash_text}</contenthash><component>mod_folder</component>'
        "<filearea>content</filearea><filename>in_folder.txt</filename></file>"
        '<file id="4"><contenthash>x</contenthash><filename>.</filename></file>'
        f'<file id="6"><contenthash>{hash_text}</contenthash><component>mod_resource</component>'
        "<filearea>content</filearea><filename>a_part.txt</filename><sortorder>0</sortorder></file>"
        f'<file id="5"><contenthash>{hash_text}</contenthash><component>mod_folder</component>'
        "<filearea>intro</filearea><filename>intro.txt</filename></file>"
    )
    return {
        "moodle_backup.xml": (
            "<moodle_backup><information><contents><activities>"
            + "".join(listed)
            + f"</activities><sections>{section(1)}{section(2)}{section(3)}</sections>"
            "</contents></information></moodle_backup>"
        ),
        "sections/section_1/section.xml": (
            '<section id="1"><number>1</number><name>Beginning</name><visible>1</visible>'
            "<sequence>14,13,15,16</sequence></section>"
        ),
        "sections/section_2/section.xml": (
            '<section id="2"><number>0</number><name>$@NULL@$</name><visible>1</visible>'
            "<sequence>12,11</sequence></section>"
        ),
        "sections/section_3/section.xml": (
            '<section id="3"><number>2</number><name>Shut</name><visible>0</visible><sequence>18</sequence></section>'
        ),
        "files.xml": f"<files>{stored}</files>",
        f"files/ab/{hash_text}": WORDS,
        "activities/page_11/page.xml": page.format("The page"),
        "activities/page_11/module.xml": "<module><visible>0</visible></module>",
        "activities/page_18/page.xml": page.format("Hidden"),
        "activities/page_25/page.xml": page.format("Alone"),
        "activities/book_12/book.xml": f"""<activity><book><name>The book</name><chapters>
            <chapter id="2"><pagenum>2</pagenum><title>Second</title>
            <content>{html}</content><hidden>1</hidden></chapter>
            <chapter id="1"><pagenum>1</pagenum><title>First</title>
            <content>{html}</content><hidden>0</hidden></chapter>
            </chapters></book></activity>""",
        "activities/label_13/label.xml": f"<activity><label><name>L</name><intro>{html}</intro></label></activity>",
        "activities/label_23/label.xml": (
            "<activity><label><name>L</name><intro>&lt;p class='a b c'&gt;&lt;b id='d e'&gt;Week 1&lt;/b&gt;&lt;/p&gt;"
            "</intro></label></activity>"
        ),
        "activities/url_14/url.xml": (
            "<activity><url><name>The link</name><externalurl>https://example.org/x</externalurl></url></activity>"
        ),
        "activities/url_24/url.xml": (
            "<activity><url><name>B</name><externalurl>file:///etc/passwd</externalurl></url></activity>"
        ),
        "activities/resource_15/resource.xml": "<activity><resource><name>A file</name></resource></activity>",
        "activities/resource_15/inforef.xml": (
            "<inforef><fileref><file><id>6</id></file><file><id>1</id></file></fileref></inforef>"
        ),
        "activities/resource_26/resource.xml": "<activity><resource><name>A file</name></resource></activity>",
        "activities/folder_21/folder.xml": "<activity><folder><name>A folder</name></folder></activity>",
        "activities/folder_21/inforef.xml": (
            "<inforef><fileref><file><id>2</id></file><file><id>3</id></file><file><id>4</id></file>"
            "<file><id>5</id></file></fileref></inforef>"
        ),
        "activities/glossary_16/glossary.xml": """<activity><glossary><name>Words</name><entries>
            <entry id="1"><concept>Pitch &amp; story</concept>
            <definition>A short talk</definition><approved>1</approved></entry>
            <entry id="2"><concept>Draft</concept><definition>Not yet</definition><approved>0</approved></entry>
            </entries></glossary></activity>""",
        "activities/quiz_17/quiz.xml": "<activity><quiz><name>Q</name></quiz></activity>",
        "activities/lesson_19/lesson.xml": f"""<activity><lesson><name>The lesson</name><pages><page>
            <title>Page one</title><contents>{html}</contents></page></pages></lesson></activity>""",
        "activities/assign_20/assign.xml": (
            f"<activity><assign><name>The task</name><intro>{html}</intro></assign></activity>"
        ),
    }
