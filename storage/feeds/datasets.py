"""The three data sets of the agency's feed; headers may be the English or an Indonesian name."""

import re
from datetime import date

import msgspec

from storage.feeds import cells
from storage.feeds.cells import CellError
from storage.feeds.shape import Column, Dataset
from storage.feeds.typed import Kind

SCHEMA_VERSION = "1"  # raise it when the same cells are to be read in another way

_STATUS = {
    "active": "active",
    "aktif": "active",
    "inactive": "inactive",
    "nonaktif": "inactive",
    "non_aktif": "inactive",
    "tidak_aktif": "inactive",
}
_INACTIVE_REASONS = frozenset(
    {"no_longer_vulnerable", "not_funded", "agreement_ended", "deceased", "moved", "other"}
)
_CLAIM_STATUS = {
    **{each: each for each in ("received", "incomplete", "verifying", "approved", "paid")},
    "rejected": "rejected",
    "diterima": "received",
    "belum_lengkap": "incomplete",
    "verifikasi": "verifying",
    "disetujui": "approved",
    "dibayar": "paid",
    "ditolak": "rejected",
}


class Participant(msgspec.Struct, frozen=True):
    """A period of coverage."""

    nik: str
    kpj: str
    name: str
    birth_date: date
    phone: str | None
    village_code: str
    category: str
    programs: str
    registered_on: date | None
    coverage_start: date
    coverage_end: date
    status: str
    inactive_reason: str | None
    agreement_no: str

    def contradiction(self) -> CellError | None:
        if self.coverage_end < self.coverage_start:
            return CellError("before coverage_start", "coverage_end")
        if self.birth_date >= self.coverage_start:
            return CellError("not before coverage_start", "birth_date")
        return None


class Claim(msgspec.Struct, frozen=True):
    """A claim; the amount is in whole rupiah."""

    claim_no: str
    nik: str
    program: str
    event_date: date
    filed_on: date | None
    status: str
    missing_documents: str | None
    amount: int | None
    paid_on: date | None

    def contradiction(self) -> CellError | None:
        if self.filed_on and self.filed_on < self.event_date:
            return CellError("before event_date", "filed_on")
        return None


class Agreement(msgspec.Struct, frozen=True):
    """An agreement (MoU, nota kesepakatan) between regency and agency."""

    agreement_no: str
    title: str
    signed_on: date | None
    valid_from: date
    valid_until: date
    funded_until: date | None

    def contradiction(self) -> CellError | None:
        if self.valid_until < self.valid_from:
            return CellError("before valid_from", "valid_until")
        return None


def _day(name: str, also: str, *, optional: bool = False) -> Column:
    return Column(name, cells.day, also, optional, Kind.DATE)


_NIK = Column("nik", cells.nik, "no_nik no_ktp nomor_induk_kependudukan", kind=Kind.NIK)
_AGREEMENT_NO = Column(
    "agreement_no",
    cells.words,
    "no_perjanjian nomor_perjanjian no_kesepakatan nomor_kesepakatan no_mou nomor_mou no_pks"
    " nomor_pks",
)

PARTICIPANTS = Dataset(
    "participants",
    "participants peserta kepesertaan daftar_peserta data_peserta",
    Participant,
    ("nik", "kpj", "coverage_start"),
    (
        _NIK,
        Column(
            "kpj",
            cells.kpj,
            "no_kpj nomor_kpj no_kartu nomor_kartu no_peserta nomor_peserta",
            kind=Kind.KPJ,
        ),
        Column("name", cells.name, "nama nama_lengkap nama_peserta"),
        _day("birth_date", "tanggal_lahir tgl_lahir"),
        Column(
            "phone",
            cells.phone,
            "telepon no_telepon nomor_telepon no_telp telp hp no_hp nomor_hp handphone"
            " no_handphone no_wa",
            optional=True,
        ),
        Column(
            "village_code",
            cells.village,
            "kode_desa kode_kelurahan kode_desa_kelurahan kode_wilayah",
        ),
        Column("category", cells.category, "kategori kategori_peserta jenis_peserta"),
        Column("programs", cells.programs, "program"),
        _day(
            "registered_on",
            "tanggal_daftar tgl_daftar tanggal_pendaftaran tgl_pendaftaran tanggal_terdaftar",
            optional=True,
        ),
        _day(
            "coverage_start",
            "tanggal_mulai tgl_mulai mulai_perlindungan awal_perlindungan awal_kepesertaan"
            " mulai_berlaku tmt",
        ),
        _day(
            "coverage_end",
            "tanggal_akhir tgl_akhir tanggal_berakhir tgl_berakhir akhir_perlindungan"
            " akhir_kepesertaan berlaku_sampai",
        ),
        Column("status", cells.one_of(_STATUS), "status_peserta status_kepesertaan"),
        Column(
            "inactive_reason",
            cells.one_of_or_other("inactive_reason", _INACTIVE_REASONS),
            "alasan alasan_nonaktif alasan_non_aktif alasan_tidak_aktif",
            optional=True,
        ),
        _AGREEMENT_NO,
    ),
    plain_key=re.compile(r"[0-9]{16}\x1f[0-9A-Z]{4,20}\x1f[0-9]{4}-[0-9]{2}-[0-9]{2}"),
)

CLAIMS = Dataset(
    "claims",
    "claims klaim daftar_klaim data_klaim",
    Claim,
    ("claim_no",),
    (
        Column("claim_no", cells.words, "no_klaim nomor_klaim"),
        _NIK,
        Column("program", cells.one_of({"jkk": "JKK", "jkm": "JKM"}), "jenis_program jenis_klaim"),
        _day("event_date", "tanggal_kejadian tgl_kejadian tanggal_peristiwa"),
        _day("filed_on", "tanggal_pengajuan tgl_pengajuan tanggal_lapor", optional=True),
        Column("status", cells.one_of(_CLAIM_STATUS), "status_klaim"),
        Column(
            "missing_documents",
            cells.words,
            "dokumen_kurang kekurangan_dokumen berkas_kurang kekurangan_berkas",
            optional=True,
        ),
        Column("amount", cells.rupiah, "jumlah nilai nominal nilai_klaim", optional=True),
        _day("paid_on", "tanggal_bayar tgl_bayar tanggal_pembayaran", optional=True),
    ),
)

AGREEMENTS = Dataset(
    "agreements",
    "agreements perjanjian kesepakatan nota_kesepakatan kerja_sama mou pks",
    Agreement,
    ("agreement_no",),
    (
        _AGREEMENT_NO,
        Column("title", cells.words, "judul nama_perjanjian tentang"),
        _day("signed_on", "tanggal_tanda_tangan tgl_tanda_tangan ditandatangani", optional=True),
        _day("valid_from", "berlaku_mulai berlaku_dari tanggal_mulai tgl_mulai mulai_berlaku"),
        _day("valid_until", "berlaku_sampai tanggal_berakhir tgl_berakhir tanggal_akhir tgl_akhir"),
        _day("funded_until", "didanai_sampai dibiayai_sampai dana_sampai", optional=True),
    ),
)

DATASETS = {each.name: each for each in (PARTICIPANTS, CLAIMS, AGREEMENTS)}
