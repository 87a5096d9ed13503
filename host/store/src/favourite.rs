//! Mini-apps that people keep at hand.

use crate::{MiniAppId, PersonId, column::Instant, query, write};

query! {
    /// What a person keeps at hand, what was added first standing first.
    FavouritesOfPerson { person: PersonId } -> Vec<MiniAppId>,
    |q, c| sqlx::query_scalar("SELECT mini_app FROM favourite WHERE person = $1 ORDER BY added_at, mini_app")
    .bind(q.person)
    .fetch_all(c)
}

write! {
    apart
    /// It is at hand; where it was already, it keeps its place.
    FavouritePut { person: PersonId, mini_app: MiniAppId, added_at: Instant },
    |w, c| sqlx::query(
        "INSERT INTO favourite (person, mini_app, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(w.person).bind(w.mini_app.clone()).bind(w.added_at)
    .execute(c)
}

write! {
    apart
    /// It is not at hand.
    FavouriteRemove { person: PersonId, mini_app: MiniAppId },
    |w, c| sqlx::query("DELETE FROM favourite WHERE person = $1 AND mini_app = $2")
    .bind(w.person).bind(w.mini_app.clone())
    .execute(c)
}
