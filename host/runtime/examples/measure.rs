//! temporary
use runtime::*;
use std::time::Instant;
use wasmtime::component::*;
use wasmtime::*;
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let dir = tempfile::tempdir().unwrap();
    let config = RuntimeConfig {
        cache_dir: dir.path().join("n"),
        worker: WorkerProgram {
            program: std::env::args().nth(1).unwrap().into(),
            args: vec![],
        },
        ..Default::default()
    };
    let rt = Runtime::new(&config).unwrap();
    let bytes = match std::env::args().nth(2) { Some(p) => std::fs::read(p).unwrap(), None => wat::parse_str(r#"(component
      (core module $m (memory 8) (table 20 funcref)
        (global $g (mut i32) (i32.const 0))
        (data (i32.const 1024) "hello hello hello hello hello")
        (func (export "run") (local i32) (loop (i32.store (i32.add (i32.const 70000) (local.get 0)) (local.get 0)) (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (i32.const 16000))))))
      (core instance $i (instantiate $m)) (func (export "run") (canon lift (core func $i "run"))))"#).unwrap() };
    let t = Instant::now();
    let insp = rt.prepare(&bytes).await.unwrap();
    println!("prepare {:?} native {}", t.elapsed(), insp.native_bytes);
    for i in insp.imports.iter().chain(&insp.exports) {
        println!("  {} {:?}", i.name, i.functions);
    }
    let t = Instant::now();
    let c = rt.load(&insp.digest).await.unwrap();
    println!("load {:?}", t.elapsed());
    if std::env::args().nth(2).is_some() {
        return;
    }
    let linker: Linker<Call<()>> = rt.linker();
    let pre = linker.instantiate_pre(&c).unwrap();
    let l = rt.default_limits();
    let n = 50_000;
    for _ in 0..3 {
        let bare: Linker<()> = Linker::new(c.engine());
        let bpre = bare.instantiate_pre(&c).unwrap();
        let t = Instant::now();
        for _ in 0..n {
            let mut s = Store::new(c.engine(), ());
            s.set_epoch_deadline(1 << 40);
            let i = bpre.instantiate_async(&mut s).await.unwrap();
            i.get_typed_func::<(), ()>(&mut s, "run")
                .unwrap()
                .call_async(&mut s, ())
                .await
                .unwrap();
        }
        let bare = t.elapsed() / n;
        let t = Instant::now();
        for _ in 0..n {
            rt.call(&pre, (), &l, |s, i| {
                Box::pin(async move {
                    i.get_typed_func::<(), ()>(&mut *s, "run")?
                        .call_async(s, ())
                        .await
                })
            })
            .await
            .1
            .unwrap();
        }
        let ours = t.elapsed() / n;
        let t = Instant::now();
        let both: Vec<_> = (0..2)
            .map(|_| {
                let (rt, pre) = (rt.clone(), pre.clone());
                tokio::spawn(async move {
                    for _ in 0..n {
                        rt.call(&pre, (), &l, |s, i| {
                            Box::pin(async move {
                                i.get_typed_func::<(), ()>(&mut *s, "run")?
                                    .call_async(s, ())
                                    .await
                            })
                        })
                        .await
                        .1
                        .unwrap();
                    }
                })
            })
            .collect();
        for b in both {
            b.await.unwrap();
        }
        let two = t.elapsed() / (2 * n);
        println!("bare {bare:?} ours {ours:?} two threads {two:?} per call");
    }
}
