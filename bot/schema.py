"""The tables of the state, version by version; what was once released is never edited.

What a row says of people is a keyed hash (``State.tag``) or sealed (``State.seal``), and tables
that have nothing to do with each other hash the same chat differently. Tables keyed by a hash
are WITHOUT ROWID: the order in which rows came would tell whose vote belongs to which question.
"""

APPLICATION_ID = 0x536F5479  # «SoTy»: a database of another program is not ours to change

MIGRATIONS = (
    """
    CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE dialogues (
        place BLOB PRIMARY KEY, chat BLOB NOT NULL, second INTEGER NOT NULL, sealed BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX dialogues_of_a_chat ON dialogues (chat);

    CREATE TABLE sent (
        question BLOB PRIMARY KEY, chat BLOB NOT NULL, hour INTEGER NOT NULL,
        run BLOB NOT NULL, sealed BLOB
    ) WITHOUT ROWID;
    CREATE INDEX sent_to_a_chat ON sent (chat);

    CREATE TABLE questions (
        id INTEGER PRIMARY KEY, day TEXT NOT NULL, text TEXT NOT NULL, topic TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'near', 'nothing')),
        document TEXT, took_ms REAL NOT NULL,
        up INTEGER NOT NULL DEFAULT 0 CHECK (up >= 0),
        down INTEGER NOT NULL DEFAULT 0 CHECK (down >= 0)
    );
    CREATE INDEX questions_by_day ON questions (day);

    CREATE TABLE votes (
        vote BLOB PRIMARY KEY, chat BLOB NOT NULL, day TEXT NOT NULL, up INTEGER NOT NULL,
        sealed BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX votes_of_a_chat ON votes (chat);

    CREATE TABLE invitations (
        handle INTEGER PRIMARY KEY AUTOINCREMENT, code BLOB NOT NULL UNIQUE,
        admin INTEGER NOT NULL, expires REAL NOT NULL, uses INTEGER NOT NULL CHECK (uses >= 0),
        revoked INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE members (user_id INTEGER PRIMARY KEY, since TEXT NOT NULL);

    CREATE TABLE subscribers (
        chat_id INTEGER PRIMARY KEY, thread_id INTEGER, since TEXT NOT NULL
    );
    CREATE TABLE announcements (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, text TEXT NOT NULL,
        day TEXT NOT NULL
    );
    CREATE TABLE deliveries (
        announcement INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
        chat_id INTEGER NOT NULL, thread_id INTEGER,
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'sending', 'sent', 'gone', 'failed')),
        PRIMARY KEY (announcement, chat_id)
    ) WITHOUT ROWID;
    CREATE INDEX deliveries_to_a_chat ON deliveries (chat_id);
    """,
)
