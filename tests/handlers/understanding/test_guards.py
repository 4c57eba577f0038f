"""Danger now, `mati`, denials and questions about the rule: what no classifier may overrule."""

import pytest

from handlers.understanding import guards
from handlers.understanding.sentences import heard, meant, sentences

DANGER = {
    "sea": """
        kalau perahu hanyut lapor ke siapa? ini kami sedang hanyut pak tolong cepat
        pak tolong katinting kami mati mesin dekat pulau lintea arus keras
        kami bertiga terombang-ambing sejak subuh, mesin rusak
        bodi kami pecah kena karang, air masuk terus
        ada kapal nelayan tenggelam di selat buton penumpangnya masih di air
        perahu kemasukan air, kami sedang timba
        min tolong suamiku telpon katanya mesinnya mati ditengah laut
        solar habis kami di tengah laut tidak ada yg lewat
        kapal kami kandas di karang kaledupa malam2 begini
        mau karam perahu kami tolonggg
        perahu suami sy terbalik kena ombak
        kami terdampar di pulau kosong tidak ada air
        jangkar putus kami hanyut
        help our boat is sinking
        boat engine died at sea please help
        mesin johnson mogok di laut, ada anak kecil di perahu
        tolong pak ada orang tenggelam di pelabuhan
        perahu kami bocor parah
        tolong cepat sekali, ada ledakan di kapal orang terbakar
        tolong perahu kami mesin mati di tengah laut
        tolong perahu kami mesin mati di laut, kartu sy hilang
        mesin mati kami di tengah laut. iuran sy berapa
        mesin mati di laut, kami terapung dekat kapota
        kami hanyut pak
        perahu bocor di laut tolong
        perahu terbalik, tolong segera
        speedboat kami kehabisan bensin di tengah laut minta bantuan
        mesin katinting mati di laut banda, 3 orang
        Tolong!! kapal kami karam dekat karang kaledupa
        sy sm anakku terombang ambing di laut, bensin habis
        jonson rusak ditengah laut arus kencang
        darurat mesin perahu mati
        SOS
        kami dihantam ombak besar perahu kemasukan air
        perahu kami mau tenggelam pak cepat
        kami tersesat di laut kompas rusak
        ada perahu hanyut dekat tomia 2 orang di dalamnya
        mesin mati pak, arus bawa kami ke luar, sinyal tinggal sedikit
        tolong kami di laut, lokasi antara hoga dan tomia
        mohon bantuan basarnas, kapal penumpang terbakar
        kami terjebak badai di tengah laut
        anakku tenggelam tolong cepat
        my friend fell from the boat while fishing
        my husband drowned
        accident at sea
        there was an accident on our boat
        my brother fell overboard
        he was swept into the sea
        somebody is drowning at the harbour
        our boat is taking on water
        the boat sank near Kapota and two people are in the water
        our engine is broken and we are in the middle of the sea
        out of fuel at sea
        we are stuck on a reef
        please help us at sea
        the ferry is on fire
    """,
    "missing": """
        kakak sy nelayan bagan dari kemarin tidak ada kabar, hp tidak aktif
        suami melaut sudah dua malam tdk balik
        bapakku pergi memancing jam 4 subuh sampe malam begini belum pulang
        tolong carikan anak saya hilang waktu berenang di laut
        perahu om saya ditemukan kosong, orangnya tidak ada
        kami kehilangan kontak dengan kapal KM Sinar Laut sejak tadi pagi
        my husband has not come back from fishing since yesterday
        my father hasn't come back from the sea
        the fishermen are missing, their boat was found empty
        my brother went diving and disappeared
        he didn't return from fishing last night
        suami saya belum pulang melaut dari kemarin
        tlg sy pak suami blm plg dr laut 3 hari
        bapak blm plg2 dr melaut sdh 2 hr
        suami saya hilang di laut
        suami hilang di laut sudah 2 hari belum ketemu, apa dapat santunan
        kapal fajar belum kembali sejak semalam, 4 orang nelayan
        bapak sy pi mancing tadi subuh sampai skrg blm pulang
        sudah 3 hari suami sy tidak pulang dari laut
        perahu bapak hilang kontak dari tadi malam
        adik saya menyelam tadi pagi belum muncul
        nelayan hilang di perairan binongko tadi sore, lapor kemana
        lapor pak, ada warga kami belum kembali melaut sejak kemarin
        suamiku melaut dr kemarin nd ada kabar sampai sekarang
    """,
    "hurt": """
        tolong kakinya putus kena tali kapal
        ada yg tersengat listrik di masjid tidak gerak
        pak sy jatuh dari perahu kepala berdarah terus
        bapak kena stroke di perahu, tidak bisa bicara
        kena parang tangannya hampir putus darahnya tdk berhenti
        penyelam kami naik langsung kejang
        teman ketindis mesin kakinya remuk
        suami sy kecelakaan motor pulang dari masjid, parah
        anak buah saya tertusuk ikan marlin di perut
        tidak bernapas dia habis menyelam
        suami jatuh dari perahu, pingsan tolong
        teman saya kena baling baling darahnya banyak
        bapak jatuh dari pohon kelapa kakinya patah
        tolong ada orang sekarat di perahu
        kakak sy habis menyelam pake kompresor lumpuh tidak bisa gerak
        barusan kena bom ikan tangannya hancur
        anak buah kena setrum mesin, tidak sadarkan diri
        tolong kirim ambulans ke pelabuhan mola
        teman kami digigit hiu pendarahan
        luka parah kena parang di kebun, darah tidak berhenti
        adik sesak napas naik dari laut habis menyelam
        he is bleeding badly
        she is bleeding and not breathing
        my friend was hit by a propeller
        he was badly hurt at work, please come
        my father has a broken leg and cannot move
        he was bitten by a snake
        my brother isn't breathing
        we need an ambulance at Mola
        he collapsed after diving
    """,
    "self_harm": """
        saya tidak tahan lagi mau mengakhiri semuanya
        untuk apa hidup kalau begini terus, mending sy mati
        rasanya pengen lompat ke laut saja biar selesai
        kalau sy tidak ada mungkin keluarga lebih bahagia
        sa su tidak sanggup hidup
        mau minum racun saja
        i want to kill myself
        lebih baik saya ikut mati dengan suami
        saya mau gantung diri saja pak
        sy mau bunuh diri
        capek hidup, lebih baik mati saja
        kalau saya bunuh diri keluarga dapat santunan?
        rasanya mau menyusul almarhum suami
        saya sudah tidak mau hidup lagi
        sy pengen mati saja
        mau akhiri hidup saya
        hidup ini sudah tidak ada artinya lagi sejak suami meninggal
        utang banyak, sy tidak sanggup hidup lagi
        mending mati dari pada begini terus
        saya mau gantung diri
    """,
}
NO_DANGER = """
    is an accident at sea covered
    what do we get if he drowned
    my husband drowned last year
    my husband drowned and died, how do I claim
    if somebody falls from the boat, who pays
    my brother fell from the boat but he was rescued
    he broke his leg two months ago
    how much is paid for a broken arm
    my friend is in the hospital, he was badly hurt
    my wife died of a heart attack, what documents are needed
    I want to report an accident at work
    my card is missing
    what is my card number
    my husband died, how much do we get
    the office is on which island
    mau tanya kalau perahu pecah ditabrak kapal siapa ganti
    saya nelayan, tahun kemarin mesin mati di laut 2 hari
    bantuan mesin untuk yg mesinnya rusak ada?
    apakah ada asuransi untuk kapal tenggelam
    bpjs mau mati bulan ini
    suami hilang 6 bulan lalu di laut
    anak hilang semangat sekolah
    harga ikan turun tenggelam kita
    kemarin ada kapal tenggelam di berita
    suami saya melaut terus jarang pulang
    data bapak tidak ditemukan
    nama saya tidak ada di daftar, hilang kah
    kantor belum buka sampai sekarang
    pak desa belum kembali dari kendari
    adik saya belum pulang dari malaysia
    sy kecelakaan bulan lalu kakinya patah mau klaim
    jari putus dapat santunan berapa
    kapal cantika rusak kah, tidak berangkat
    bensin mahal sekali sekarang
    kalau ada nelayan hilang lapor kemana
    santunan untuk nelayan yang tenggelam
    suami saya tenggelam tahun 2023 dan dinyatakan meninggal
    beliau sudah lama sakit parah di rumah
    bapak sakit parah butuh biaya
    mesin perahu sy mati, ada bantuan?
    saya capek urus klaim
    tidak mau hidup susah
    mati mi kita kalau iuran naik
    mau mati rasanya antri di kantor
    terima kasih sudah menyelamatkan
    ikan mati banyak di laut
    tolong nomor petugas di laut
    lapor kapal asing di laut kami
    kartu hilang, tolong cepat
    tolong jelaskan jaminan kecelakaan di laut
    apa bapak saya yang kerja di laut bisa daftar, tolong infonya
    mesin perahu mati
    mesin perahu saya mati di bengkel, ada bantuan?
    mesin perahu rusak, bisa dapat bantuan mesin baru?
    kalau mesin mati di laut apa ditanggung?
    kalau perahu tenggelam dapat ganti rugi tidak
    perahu saya tenggelam bulan lalu, ada bantuan kah
    bapak saya tenggelam dan meninggal kemarin
    suami meninggal tenggelam, mau urus santunan
    suami sy hilang di laut 3 bulan lalu, bisa klaim?
    suami saya hilang di laut tahun 2024 tidak ditemukan
    kartu saya hilang di laut
    kartu suami saya hilang waktu melaut
    hp sama ktp hilang di laut waktu mancing
    nelayan hilang di laut tidak ditemukan, santunannya berapa
    saya belum pulang melaut, nanti sy kirim
    suami meninggal karena bunuh diri apakah dapat santunan
    santunan untuk orang yang bunuh diri ada?
    kalau saya mati keluarga dapat apa
    kaki patah waktu kerja dapat berapa
    kecelakaan kemarin luka parah sekarang di rumah sakit
    kartu sy mau mati bulan depan
    anak sy tangannya patah main bola minggu lalu
    suami sy jatuh kaki patah sudah dirawat di puskesmas
    kemarin mesin mati di laut untung ditolong kapal lain
    alhamdulillah suami sudah ditemukan selamat
    jenazah suami ditemukan di laut kemarin
    apakah kecelakaan di laut ditanggung
    mau lapor kecelakaan kerja
    kalau pingsan waktu kerja apakah dijamin
    misal sy hanyut di laut lalu selamat, biayanya ditanggung kah
    belum pulang kantor?
    kapan kapal cantika berangkat
    kapal belum datang dari kendari, cuaca buruk
    harga mesin ketinting berapa
    data saya hilang dari daftar
    nomor kartu bapak hilang
    tidak ada kabar soal klaim bapak saya
    klaim suami belum ada kabar
    uang belum kembali
    mau hidup mandiri, ada pelatihan?
    berhenti
    kami tenggelam dalam duka, bapak wafat minggu lalu
    bapak saya jatuh sakit
    suami saya melaut, apa dia terdaftar
    kepala dusun tidak sadar ada program ini
    jari saya putus tahun lalu kena mesin, bisa klaim?
    sinyal hilang
    tolong mesin kompresor masjid rusak
    lampu mati
    nelayan di tempat saya belum semua terdaftar
"""


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]


def words(said: str) -> str:
    return heard(sentences(said, "id"))


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, said) for kind, block in DANGER.items() for said in lines(block)]
)
def test_danger_is_heard(kind: str, said: str) -> None:
    assert guards.danger(words(said), "id") == kind


@pytest.mark.parametrize("said", lines(NO_DANGER))
def test_what_is_over_or_imagined_is_no_danger(said: str) -> None:
    assert guards.danger(words(said), "id") is None


MATI = {
    "kartunya mati": "card",
    "bpjs saya sudah mati": "card",
    "mesin perahu mati": "thing",
    "mati lampu disini": "thing",
    "kok mati kartuku": "card",
    "istri saya kartunya mati": "card",
    "hp saya mati": "thing",
    "kepesertaan mati karena apa": "card",
    "katanya iuran sy sdh mati": "card",
    "masa aktifnya mati kah": "card",
    "kartu suami saya mati": "unclear",
    "bpjs bapak sudah mati": "unclear",
    "sudah mati": "unclear",
    "mati mi pak": "unclear",
    "suami saya mati": "person",
    "bapak sy sdh mati kemarin di laut": "person",
    "ada orang mati di kampung kami": "person",
    "kalau mati dapat berapa": "person",
    "bapak meninggal, kartu sy mati": None,
    "kartu saya hilang": None,
    "matikan notifikasi": None,
}


@pytest.mark.parametrize(("said", "what"), MATI.items(), ids=MATI)
def test_mati(said: str, what: str | None) -> None:
    assert guards.mati(words(said), "id") == what


DENIED = {
    "bukan mau klaim, cuma tanya kartu": "cuma tanya kartu",
    "sy bkn mau daftar tp mau perpanjang": "tapi mau diperpanjang",
    "tanya kartu, bukan klaim": "tanya kartu",
    "saya tidak mau berhenti, mau tetap dikirimi": "mau tetap dikirimi",
    "bukan kecelakaan tapi sakit": "bukan kecelakaan tapi sakit",
    "tidak mau terima pesan lagi, ganggu": "tidak mau terima pesan lagi ganggu",
    "jangan kirim pesan lagi, terima kasih": "jangan kirim pesan lagi terima kasih",
    "bukan saya yang meninggal, tapi bapak saya": "bukan saya yang meninggal tapi bapak saya",
    "sy tidak mau klaim, tidak mau daftar": "saya tidak mau klaim tidak mau daftar",
}


@pytest.mark.parametrize(("said", "left"), DENIED.items(), ids=DENIED)
def test_a_denied_clause_is_dropped_where_another_asks(said: str, left: str) -> None:
    assert " ".join(meant(sentences(said, "id"), "id")) == left


RULE = {
    "menurut aturan siapa ahli warisnya": True,
    "perbup nomor berapa": True,
    "pasal berapa yang bilang 42 juta": True,
    "apa dasar hukumnya": True,
    "PP 44 tahun 2015 bilang apa": True,
    "undang2 apa yang atur": True,
    "ada sk bupatinya": True,
    "di pasar ada kantor?": False,
    "aturan minum obatnya": False,
    "bagaimana cara daftar": False,
}


@pytest.mark.parametrize(("said", "asked"), RULE.items(), ids=RULE)
def test_a_question_about_the_rule(said: str, asked: bool) -> None:
    assert guards.asks_for_rule(words(said), "id") is asked


TOPICS = {
    "kartu": "card_number",
    "mau tanya klaim pak": "claim_status",
    "soal santunan": "benefit_death",
    "Assalamualaikum, kecelakaan": "report_accident",
    "kartu hilang": None,
    "nomor kartu": None,
    "filler": None,
    "halo": None,
    "": None,
}


@pytest.mark.parametrize(("said", "first"), TOPICS.items(), ids=TOPICS)
def test_a_bare_subject_is_offered_what_it_may_mean(said: str, first: str | None) -> None:
    offered = guards.topics(" ".join(meant(sentences(said, "id"), "id")), "id")

    assert (offered[0] if offered else None) == first
