"""Keyword rules, the way a menu bot is usually built: the first rule that matches wins."""

import re

RULES: tuple[tuple[str, str], ...] = (
    ("out_of_scope", r"bpjs kesehatan|\bkis\b|jmo|jht|bansos|pkh|blt|harga|cuaca|kapal|ktp|stnk"),
    ("scam", r"penipu|tipu|link|tautan|otp|pungli|transfer"),
    ("legal_basis", r"pasal|perbup|peraturan|aturan|undang|hukum"),
    ("unsubscribe", r"berhenti|jangan kirim|hentikan|matikan"),
    ("subscribe", r"langganan|kabari|ingatkan|pengingat|dikirimi"),
    ("delete_data", r"hapus"),
    ("privacy", r"rahasia|privasi|aman|siapa .*(lihat|baca)|disimpan"),
    ("language", r"bahasa|english"),
    ("scholarship", r"beasiswa|sekolah|kuliah"),
    ("heirs", r"ahli ?waris|berhak"),
    ("claim_documents", r"dokumen|berkas|syarat klaim|dibawa|surat"),
    ("claim_status", r"cair|status klaim|sampai mana|proses"),
    ("report_accident", r"kecelakaan tadi|lapor .*kecelakaan|jatuh|luka|tenggelam|celaka"),
    ("benefit_accident", r"jkk|kecelakaan|berobat|rumah sakit"),
    ("benefit_death", r"santunan|jkm|dapat berapa"),
    ("claim_death", r"meninggal|wafat|\bmati\b|almarhum"),
    ("card_lost", r"kartu .*(hilang|rusak)|hilang|rusak"),
    ("card_number", r"nomor (kartu|kpj|peserta)|kpj|kartu digital"),
    ("coverage_period", r"sampai kapan|masa berlaku|berakhir|tanggal berapa|mulai"),
    ("renewal", r"perpanjang|diperpanjang|aktifkan"),
    ("contribution_payer", r"siapa .*bayar|gratis|bayar sendiri|ditanggung"),
    ("contribution_amount", r"iuran|bayar berapa"),
    ("registration", r"daftar"),
    ("eligibility", r"bisa ikut|boleh|umur|siapa saja"),
    ("change_data", r"salah|ubah|ganti|perbaiki"),
    ("office", r"kantor|alamat|jam buka|buka"),
    ("officer", r"petugas|orang|manusia|admin"),
    ("membership_status", r"aktif|terdaftar|peserta|status"),
    ("programs", r"program|apa itu|jaminan"),
    ("menu", r"menu|bantuan|bisa apa"),
    ("thanks", r"terima kasih|makasih"),
    ("goodbye", r"sampai jumpa|dadah|pamit|selamat tinggal"),
    ("greeting", r"halo|assalam|selamat|pagi|siang|malam|permisi"),
)
_COMPILED = tuple((intent, re.compile(rule)) for intent, rule in RULES)


def heard_by_rule(words: str) -> str:
    """The intent of the first rule that matches normalised words."""
    return next((intent for intent, rule in _COMPILED if rule.search(words)), "out_of_scope")
