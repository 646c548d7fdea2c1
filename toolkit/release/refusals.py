"""Why a release is refused: one stable code and one sentence for every reason.

The codes are part of the interface (JSON output, other people's scripts): they
are added to, never renamed. The hostile corpus in ``tests/release`` reaches
every one of them.
"""

from __future__ import annotations

import enum

from toolkit.errors import RefusedError, ToolkitError

DO_NOT_USE = "do not use these files: fetch them again, or ask the publisher for a new release"
"""What to do about almost every refusal, where nothing better is known."""


class Reason(enum.Enum):
    """The stable reasons; the name is the code, the value says what it means."""

    # The compressed stream (release-archives.md, hostile cases, D).
    ARCHIVE_TOO_LARGE = "the archive is larger than any pack may be"
    ARCHIVE_INFLATES_TOO_LARGE = "the archive inflates to more than any pack may hold"
    ARCHIVE_RATIO = "the archive inflates far more than text can: a bomb"
    GZIP_NOT_GZIP = "the archive is not gzip data"
    GZIP_HEADER = "the gzip header is not the one canonical form"
    GZIP_BODY = "the compressed data is damaged"
    GZIP_TRUNCATED = "the compressed data ends early"
    GZIP_CHECKSUM = "the length or CRC-32 after the compressed data is wrong"
    GZIP_TRAILING = "bytes follow the one gzip member"

    # The tar layer (hostile cases, B and C).
    TAR_EMPTY = "the archive holds no file"
    TAR_TRUNCATED = "the tar ends inside an entry"
    TAR_END = "the tar does not end with two zero blocks"
    TAR_AFTER_END = "the tar goes on after its end"
    TAR_CHECKSUM = "the checksum of a tar header is wrong"
    TAR_TYPE = "an entry is no regular file"
    TAR_FORMAT = "an entry is not in ustar format"
    TAR_HEADER_NONCANONICAL = "a tar header differs from its canonical form"
    TAR_PADDING = "the padding after a file is not zero"
    TAR_ORDER = "the entries are not in byte order"
    TAR_DUPLICATE = "two entries have the same name"
    TAR_TOP_FOLDER = "the files do not stand in one top folder"
    TAR_TOO_MANY_FILES = "the archive holds more files than any pack may"
    TAR_FILE_TOO_LARGE = "a file is larger than any file of a pack may be"
    TAR_CONTENT_TOO_LARGE = "the files together are larger than any pack may be"

    # Names (hostile cases, A).
    NAME_EMPTY = "a name, or a segment of it, is empty"
    NAME_ABSOLUTE = "a name is absolute"
    NAME_DOT_SEGMENT = "a name has a segment . or .."
    NAME_BACKSLASH = "a name holds a backslash, which separates folders on Windows"
    NAME_COLON = "a name holds a colon: a drive or a stream on Windows"
    NAME_CONTROL = "a name holds a control character"
    NAME_NOT_ASCII = "a name holds characters beyond ASCII"
    NAME_CHARACTER = "a name holds characters beyond A-Z a-z 0-9 . _ + -, or starts with . + -"
    NAME_TRAILING = "a name ends in a dot or a space, which Windows drops"
    NAME_RESERVED = "a name is a device on Windows"
    NAME_HIDDEN = "a name is hidden"
    NAME_TOOL_CONFIG = "a name is one that other tools run or obey"
    NAME_TOO_LONG = "a name is too long"
    NAME_TOO_DEEP = "a name has too many folders"
    NAME_COLLISION = "two names differ in case only"
    NAME_FILE_AND_FOLDER = "a name is both a file and a folder"

    # SHA256SUMS (hostile cases, F 91 to 102).
    SUMS_MISSING = "there is no SHA256SUMS"
    SUMS_TOO_LARGE = "SHA256SUMS is too large"
    SUMS_EMPTY = "SHA256SUMS lists nothing"
    SUMS_ENCODING = "SHA256SUMS holds characters beyond printable ASCII"
    SUMS_LINE_END = "SHA256SUMS has line ends other than LF"
    SUMS_MALFORMED = "a line of SHA256SUMS is not <sha256>, two spaces, <name>"
    SUMS_BSD_LINE = "a line of SHA256SUMS has the BSD form"
    SUMS_ESCAPED_NAME = "a line of SHA256SUMS has an escaped name"
    SUMS_UPPER_CASE = "a digest in SHA256SUMS is written in upper case"
    SUMS_DIGEST_LENGTH = "a digest in SHA256SUMS is no sha256"
    SUMS_NAME = "a name in SHA256SUMS is no plain file name"
    SUMS_DUPLICATE = "a name stands twice in SHA256SUMS"
    SUMS_ORDER = "the names in SHA256SUMS are not in byte order"
    SUMS_LISTS_ITSELF = "SHA256SUMS lists itself"
    SUMS_FILE_MISSING = "a listed file is missing"
    SUMS_FILE_UNLISTED = "a file is present that SHA256SUMS does not list"
    SUMS_MISMATCH = "a file is not the one that SHA256SUMS lists"

    # Trust, which is the consumer's (hostile cases, F 108 to 116).
    TRUST_UNREADABLE = "a file that decides whom you trust cannot be read"
    TRUST_IN_RELEASE = "a file that decides whom you trust lies in the release itself"
    TRUST_EMPTY = "the allowed signers name nobody"
    TRUST_LINE = 'the line is not of the form: NAME namespaces="…" KEY-TYPE KEY'
    TRUST_WILDCARD = "the line allows names by a pattern"
    TRUST_NAMESPACE = "the line does not say that the key is for releases"
    TRUST_KEY_TYPE = "the key is of a type that is not taken"
    TRUST_PRINCIPAL = "the expected signer is not among the allowed signers"
    TRUST_REVOKED_LINE = "the line is no public key, so what it was to revoke is not revoked"
    TRUST_MINISIGN_KEY = "what was given is not exactly one public key as minisign writes it"

    # The signature (hostile cases, F 103 to 113).
    SIGNATURE_MISSING = "the release is not signed, and a signature is asked for"
    SIGNATURE_EMPTY = "the signature is empty"
    SIGNATURE_TOO_LARGE = "the signature is too large"
    SIGNATURE_ARMOR = "the file is not exactly one signature as ssh-keygen writes it"
    SIGNATURE_FORM = "the signature is not of OpenSSH's form"
    SIGNATURE_NAMESPACE = "the signature was made for another purpose"
    SIGNATURE_KEY_TYPE = "the signature is by a key of a type that is not taken"
    SIGNATURE_KEY_UNKNOWN = "the signature is by a key that nobody allowed"
    SIGNATURE_PRINCIPAL = "the signature is by a key of somebody else"
    SIGNATURE_KEY_REVOKED = "the signature is by a key that is revoked"
    SIGNATURE_KEY_EXPIRED = "the signature is by a key that may not sign now"
    SIGNATURE_BAD = "the signature is not one over these checksums"

    # The minisign signature, which may stand beside the other or alone.
    MINISIGN_MISSING = "the release has no minisign signature, and one is asked for"
    MINISIGN_EMPTY = "the minisign signature is empty"
    MINISIGN_TOO_LARGE = "the minisign signature is too large"
    MINISIGN_FORM = "the file is not exactly one signature as minisign writes it"
    MINISIGN_LEGACY = "the minisign signature is of the legacy kind Ed, where ED is taken"
    MINISIGN_ALGORITHM = "the minisign signature is of a kind that does not exist"
    MINISIGN_UNTRUSTED_COMMENT = "the first line, which nobody signs, is not the one of a release"
    MINISIGN_TRUSTED_COMMENT = "the signed comment does not name a release"
    MINISIGN_OTHER_RELEASE = "the signed comment names another release"
    MINISIGN_KEY_UNKNOWN = "the minisign signature is by another key than the expected one"
    MINISIGN_BAD = "the minisign signature is not one over these checksums and its comment"

    # The lock, which is the consumer's, too (hostile cases, F 118 and 119).
    LOCK_SHAPE = "the lock does not have the documented form"
    LOCK_ROLLBACK = "the release is older than one that was seen before"
    LOCK_RETAG = "other bytes were seen before under this very version"

    # JSON and the release manifest (hostile cases, F 121).
    JSON_TOO_LARGE = "the JSON is too large"
    JSON_ENCODING = "the JSON is not plain ASCII text"
    JSON_SYNTAX = "the file is no JSON"
    JSON_DUPLICATE_KEY = "a key stands twice in one JSON object"
    JSON_NUMBER = "the JSON holds a number that is no plain integer"
    JSON_DEPTH = "the JSON is nested too deeply"
    MANIFEST_SHAPE = "the release manifest does not have the documented form"
    MANIFEST_NONCANONICAL = "the release manifest is not written in its canonical form"
    MANIFEST_MISMATCH = "the release manifest does not describe this archive"

    # Provenance and evidence (hostile cases, F 120).
    PROVENANCE_TYPE = "the provenance is a statement of another kind"
    PROVENANCE_SHAPE = "the provenance does not have the documented form"
    PROVENANCE_NONCANONICAL = "the provenance is not written in its canonical form"
    PROVENANCE_MISMATCH = "the provenance is about another release"
    EVIDENCE_MISMATCH = "the evidence is about another pack, version or content"
    EVIDENCE_NONCANONICAL = "the evidence is not written in its canonical form"
    EVIDENCE_FAILED = "the evidence itself says no"
    EVIDENCE_MISSING = "evidence that was asked for is not there"

    # The release folder, and the names that must agree (hostile cases, F 117).
    RELEASE_FILES = "the release folder holds more files or bytes than any release may"
    RELEASE_NOT_REGULAR = "the release folder holds something other than regular files"
    RELEASE_FILE_NAME = "a file name in the release folder is not plain"
    RELEASE_FILE_UNKNOWN = "the release folder holds a file that no release has"
    RELEASE_NO_MANIFEST = "the release folder does not hold exactly one release manifest"
    RELEASE_NO_ARCHIVE = "the archive that the release manifest names is missing"
    RELEASE_UNEXPECTED = "the release is in order, and is not the one that was asked for"
    RELEASE_IDENTITY = "file name, release manifest and top folder do not name the same release"

    # Wheel and source distribution (hostile cases, E).
    PACKAGE_TOO_LARGE = "the package holds more bytes or files than any may"
    PACKAGE_IDENTITY = "file name, folders and the pack inside do not name the same package"
    PACKAGE_METADATA = "the metadata of the package is not that of the pack inside"
    PACKAGE_CODE = "a package of data holds a file that Python, an installer or a shell runs"
    PACKAGE_FOREIGN = "the package holds a file that belongs to no pack"
    PACKAGE_DATA_FOLDER = "the wheel holds files for places outside of the packages: scripts"
    PACKAGE_ENTRY_POINTS = "the wheel declares entry points: programs made at installation"
    PACKAGE_NONCANONICAL = "the package has not the one form in which this pack is packaged"
    PACKAGE_CONTENT = "the package does not hold the files of the archive"
    WHEEL_RECORD_FILES = "RECORD does not list the files of the wheel"
    WHEEL_RECORD_DIGEST = "RECORD lists a file with another digest or size, or in another form"
    SDIST_BACKEND = "what builds the source distribution is not our backend: it could do anything"
    ZIP_NOT_ZIP = "the wheel is no zip file"
    ZIP_EMPTY = "the zip holds no file"
    ZIP_TRUNCATED = "the zip ends early"
    ZIP_PREFIX = "bytes stand before the zip"
    ZIP_TRAILING = "bytes or a comment follow the zip"
    ZIP_ZIP64 = "the zip has zip64 records, which no wheel of a pack needs"
    ZIP_DIRECTORY = "the directory of the zip is not where and what its end says"
    ZIP_GAP = "the members of the zip overlap, or other bytes stand between them"
    ZIP_DUPLICATE = "a name stands twice in the zip"
    ZIP_MISMATCH = "a member of the zip and the directory contradict each other"
    ZIP_HEADER_NONCANONICAL = "a zip header differs from its canonical form"
    ZIP_ENCRYPTED = "a member of the zip is encrypted"
    ZIP_METHOD = "a member of the zip is not stored as it is"
    ZIP_TYPE = "a member of the zip is no regular file"
    ZIP_CHECKSUM = "the length or CRC-32 of a member of the zip is wrong"

    # The OCI image layout.
    OCI_FILES = "the layout holds something that no layout of a pack has"
    OCI_FILE_MISSING = "a file is missing in the layout"
    OCI_TOO_LARGE = "the layout holds more files or bytes than any may"
    OCI_BLOB = "a blob is not the one that its name or its descriptor says"
    OCI_INDEX = "the index does not lead to exactly one pack"
    OCI_MANIFEST = "the manifest is not the one that this archive has"
    OCI_TAG = "the tag is not the version of the pack"

    # What is inside, by strict smoke.
    CONTENT_SMOKE = "the pack inside fails strict smoke"

    # Extraction (hostile cases, F 123).
    EXTRACT_EXISTS = "the destination exists already, and nothing is extracted over anything"
    EXTRACT_LINK = "a symbolic link leads to the destination, and nothing is extracted through one"

    # What could not be done; the answer is neither yes nor no.
    PATH_MISSING = "there is no such file or folder"
    PATH_KIND = "neither a folder nor a regular file"
    PATH_UNREADABLE = "it cannot be read"
    PATH_NO_RELEASE = "the folder is no release"
    EXTRACT_FAILED = "the files could not be written"
    LOCK_FAILED = "the lock could not be written"


class ReleaseRefusedError(RefusedError):
    """A release or archive is refused, for a reason with a stable code.

    ``message`` is one sentence about this input, ``where`` the file or entry,
    ``hint`` what to do.
    """

    def __init__(
        self, reason: Reason, message: str = "", *, where: str = "", hint: str = DO_NOT_USE
    ) -> None:
        super().__init__(message or reason.value, where=where, hint=hint)
        self.reason = reason

    @property
    def code(self) -> str:
        """The stable code: the name of the reason."""
        return self.reason.name


class NotDoneError(ToolkitError):
    """What was asked could not be done, for a reason with a stable code: neither yes nor no.

    ``message`` and ``hint`` name no place of the machine; ``where`` may.
    """

    def __init__(self, reason: Reason, message: str = "", *, where: str = "", hint: str) -> None:
        super().__init__(message or reason.value, where=where, hint=hint)
        self.reason = reason

    @property
    def code(self) -> str:
        """The stable code: the name of the reason."""
        return self.reason.name


def shown(name: str, *, limit: int = 120) -> str:
    """Return an untrusted name as one short line of printable ASCII.

    A name from an archive may hold escape sequences and line breaks: it never
    reaches a terminal or a report as it is.
    """
    text = name if name.isascii() and name.isprintable() and name else ascii(name)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
