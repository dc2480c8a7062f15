"""The folder of a site takes its place whole, and nothing that others put there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OutputError, UsageError
from kg.profiles.folder import open_folder


def fill(target, *names, text="new"):
    with open_folder(target) as folder:
        for name in names:
            folder.write(name, text)


def files_of(target):
    return sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())


def test_a_new_folder(tmp_path):
    fill(tmp_path / "a" / "site", "index.html", "paper/p.html")
    assert files_of(tmp_path / "a" / "site") == ["index.html", "kg-site.txt", "paper/p.html"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["site"]


def test_an_earlier_site_is_replaced_and_other_files_stay(tmp_path):
    site = tmp_path / "site"
    fill(site, "index.html", "paper/old.html", "task/t.html", text="old")
    (site / "CNAME").write_text("example.org")
    (site / "paper" / "mine.txt").write_text("mine")
    fill(site, "index.html", "paper/new.html")
    assert files_of(site) == ["CNAME", "index.html", "kg-site.txt", "paper/mine.txt", "paper/new.html"]
    assert (site / "index.html").read_text() == "new"
    assert not (site / "task").exists()


def test_the_root_is_refused():
    with pytest.raises(UsageError, match="/ cannot be a site: name a new or empty folder"), open_folder(Path("/")):
        pass


@pytest.mark.parametrize("name", ["notes.txt", "index.html", "kg-site.txt", "store"])
def test_a_folder_of_something_else_is_refused(tmp_path, name):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_text("mine")
    with pytest.raises(
        UsageError, match=rf"holds '{name}', which is no site of 'kg export': name a new or empty folder"
    ):
        fill(tmp_path / "site", "index.html")
    assert files_of(tmp_path / "site") == [name]
    assert (tmp_path / "site" / name).read_text() == "mine"


def test_an_empty_folder_and_a_repository_will_do(tmp_path):
    (tmp_path / "site" / ".git").mkdir(parents=True)
    (tmp_path / "site" / ".git" / "HEAD").write_text("x")
    fill(tmp_path / "site", "index.html")
    assert files_of(tmp_path / "site") == [".git/HEAD", "index.html", "kg-site.txt"]


def test_a_file_of_the_user_in_the_way_is_named(tmp_path):
    fill(tmp_path / "site", "index.html", text="old")
    (tmp_path / "site" / "about.html").write_text("mine")
    with pytest.raises(UsageError, match=r"about\.html is in the way"):
        fill(tmp_path / "site", "index.html", "about.html")
    assert (tmp_path / "site" / "index.html").read_text() == "old"
    assert (tmp_path / "site" / "about.html").read_text() == "mine"


def test_an_error_leaves_all_as_it_was(tmp_path):
    fill(tmp_path / "site", "index.html", text="old")

    def fail():
        with open_folder(tmp_path / "site") as folder:
            folder.write("index.html", "half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="site cannot be written: No space left on device"):
        fail()
    assert (tmp_path / "site" / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_list_that_leads_outside_removes_nothing(tmp_path):
    fill(tmp_path / "site", "index.html")
    (tmp_path / "mine.txt").write_text("mine")
    listed = tmp_path / "site" / "kg-site.txt"
    listed.write_text(f"{listed.read_text()}../mine.txt\n{tmp_path}/mine.txt\n")
    fill(tmp_path / "site", "index.html")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        fill(tmp_path / "site", "index.html")
    with pytest.raises(OutputError, match="cannot be written"):
        fill(tmp_path / "site" / "below", "index.html")


@pytest.mark.parametrize("kept", [["index.html", "paper/p.html"], ["index.html"]])
def test_nothing_is_written_or_removed_through_a_link(tmp_path, kept):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    fill(site, "index.html", "paper/p.html", text="old")
    (site / "paper").rename(elsewhere)
    (site / "paper").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="paper is a link or a file, where the site has a folder"):
        fill(site, *kept)
    assert (elsewhere / "p.html").read_text() == (site / "index.html").read_text() == "old"


def test_a_list_that_is_a_link_is_no_list(tmp_path):
    fill(tmp_path / "site", "index.html")
    (tmp_path / "site" / "kg-site.txt").rename(tmp_path / "list.txt")
    (tmp_path / "site" / "kg-site.txt").symlink_to(tmp_path / "list.txt")
    before = (tmp_path / "list.txt").read_text()
    with pytest.raises(UsageError, match="no site of 'kg export'"):
        fill(tmp_path / "site", "index.html", "more.html")
    assert (tmp_path / "list.txt").read_text() == before
