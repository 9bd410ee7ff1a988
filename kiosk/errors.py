"""Everything that can go wrong, on one page.

KioskError
├── SettingsError      the settings file is wrong: the kiosk does not start
├── CatalogueError     the posted procedures cannot be read: the kiosk opens and says so
├── StoreError         numbers cannot be kept
│   ├── QueueClosed    this queue hands out no number now (hours, daily cap)
│   ├── TurnRefused    a counter asks for what makes no sense: two at once, somebody served already
│   └── OutboxError    a dossier cannot be kept: no key, or the disk refuses
├── PrinterError       nothing, or not certainly everything, came out of the printer
│   ├── PaperOut
│   ├── CoverOpen
│   ├── PrinterGone    no answer: switched off, cable pulled, wrong address
│   └── PrintUnsure    sent, but the printer never said it was done
├── ReportError        a period that is none, a file that cannot be written
├── FeedbackError      a report cannot be sealed, or not be opened with this key
├── SpeakerError       nobody can say the number aloud: no voice, or a recording is missing
├── FormError          a form's file is wrong, or the form that was being filled is gone
├── ReaderError        nothing can be scanned now: no camera, or its process is being started again
└── PortalError        the one-stop system does not answer, or not in a way that can be understood
    ├── DossierUnknown it has no dossier with this code
    ├── SecondNeeded   a code alone opens nothing: the secret or the owner's number is wanted too
    ├── SecondWrong    the secret or the owner's number does not belong to this dossier
    ├── LoginNeeded    the portal wants the citizen's own log-in: the phone goes on
    ├── PortalRefused  the portal does not want this dossier, however often it is sent
    └── InDoubt        sent, but no answer: whether it arrived is found out later

`key` names the sentence of `assets/strings` that a citizen or the technician reads. An error carries no citizen's data.
"""


class KioskError(Exception):
    key = "error.unknown"


class SettingsError(KioskError):
    key = "error.settings"


class CatalogueError(KioskError):
    key = "error.catalogue"


class StoreError(KioskError):
    key = "error.store"


class QueueClosed(StoreError):
    key = "error.queue_closed"


class TurnRefused(StoreError):
    key = "error.turn"


class PrinterError(KioskError):
    key = "error.printer"


class PaperOut(PrinterError):
    key = "error.paper_out"


class CoverOpen(PrinterError):
    key = "error.cover_open"


class PrinterGone(PrinterError):
    key = "error.printer_gone"


class PrintUnsure(PrinterError):
    key = "error.print_unsure"


class ReaderError(KioskError):
    key = "error.camera"


class PortalError(KioskError):
    key = "error.portal"


class DossierUnknown(PortalError):
    key = "error.dossier_unknown"


class SecondNeeded(PortalError):
    key = "error.second_needed"


class SecondWrong(PortalError):
    key = "error.second_wrong"


class LoginNeeded(PortalError):
    key = "error.login_needed"


class PortalRefused(PortalError):
    key = "error.portal_refused"


class InDoubt(PortalError):
    key = "error.in_doubt"


class ReportError(KioskError):
    key = "error.report"


class FeedbackError(KioskError):
    key = "error.feedback"


class SpeakerError(KioskError):
    key = "error.speaker"


class FormError(KioskError):
    key = "error.form"


class OutboxError(StoreError):
    key = "error.outbox"
