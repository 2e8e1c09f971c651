//! Speed.

use std::time::Instant;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn speed() {
    let Ok(rows) = std::env::var("GROUNDLINE_BENCH_ROWS") else { return };
    let Some(place) = Place::new("speed").await else { return };
    let table = "(id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, k INT NOT NULL DEFAULT 0, c CHAR(120) NOT NULL DEFAULT '', pad CHAR(60) NOT NULL DEFAULT '', KEY k (k)) ENGINE = InnoDB";
    place.sql(&format!("CREATE TABLE t {table}; INSERT INTO t SELECT seq, RAND() * 1000000, REPEAT(MD5(seq), 3), MD5(seq) FROM seq_1_to_{rows}; CREATE TABLE u LIKE t; INSERT INTO u SELECT * FROM t")).await;
    let began = Instant::now();
    place.sql("ALTER TABLE u MODIFY k BIGINT NOT NULL DEFAULT 0, ALGORITHM = COPY").await;
    println!("native {:?}", began.elapsed());
    let going =
        Going::begin(&place, online("MODIFY k BIGINT NOT NULL DEFAULT 0", &[]), OnlineSettings::default()).await;
    let mut progress = going.steering.progress();
    let told = tokio::spawn(async move {
        let mut phase = None;
        let began = Instant::now();
        while progress.changed().await.is_ok() {
            let now = progress.borrow_and_update().clone();
            if now.as_ref().map(|now| now.phase) != phase {
                phase = now.as_ref().map(|now| now.phase);
                println!("{:?} {phase:?}", began.elapsed());
            }
        }
    });
    let began = Instant::now();
    going.run(&place).await.expect("changed");
    println!("online {:?}", began.elapsed());
    told.abort();
    place.drop().await;
}
