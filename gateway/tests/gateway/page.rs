//! The page and its files.

use std::fs;

use axum::body::Body;
use axum::http::Request;
use devserver_jobs_gateway::page::assets::Assets;
use devserver_jobs_gateway::page::policy::FrameAncestors;
use tempfile::TempDir;

use crate::{HASHED, INDEX, ask, built, decoded, gateway, get, get_coded, header};

const REVALIDATED: &str = "no-cache";
const FOREVER: &str = "public, max-age=31536000, immutable";

#[tokio::test]
async fn the_index_is_told_its_project() {
    let expect = INDEX.replace("sync-url", r#"sync-url project-id="demo""#);
    for target in ["/", "/?status=FINISHED&page=2", "/index.html"] {
        let (response, body) = get(&gateway(), target).await;
        assert_eq!(response.status(), 200);
        assert!(body.starts_with(expect.as_bytes()), "{target}: {body:?}");
    }
}

#[tokio::test]
async fn pages_are_sent_under_a_strict_policy() {
    let router = gateway();
    for target in ["/", "/about.html"] {
        let (response, _) = get(&router, target).await;
        assert_eq!(
            header(&response, "content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'"
        );
    }
    for target in ["/", "/element.js", "/icon.png", "/nothing", "/healthz", "/v1/x"] {
        let (response, _) = get(&router, target).await;
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{target}");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer", "{target}");
    }
}

#[tokio::test]
async fn every_file_has_its_type_coding_and_caching() {
    let router = gateway();
    for (target, content_type, coding, caching) in [
        ("/", "text/html; charset=utf-8", "br", REVALIDATED),
        ("/element.js", "text/javascript; charset=utf-8", "br", REVALIDATED),
        ("/short.js", "text/javascript; charset=utf-8", "", REVALIDATED),
        (&format!("/{HASHED}"), "text/javascript; charset=utf-8", "br", FOREVER),
        (
            "/snippets/x-0123456789abcdef/inline.js",
            "text/javascript; charset=utf-8",
            "br",
            REVALIDATED,
        ),
        ("/app_bg.wasm", "application/wasm", "br", REVALIDATED),
        ("/page.css", "text/css; charset=utf-8", "br", REVALIDATED),
        ("/icon.png", "image/png", "", REVALIDATED),
        ("/icon.svg", "image/svg+xml", "br", REVALIDATED),
        ("/LICENSE", "application/octet-stream", "", REVALIDATED),
    ] {
        let (response, body) = get_coded(&router, target, "gzip, deflate, br, zstd").await;
        assert_eq!(header(&response, "content-type"), content_type, "{target}");
        assert_eq!(header(&response, "content-encoding"), coding, "{target}");
        assert_eq!(header(&response, "cache-control"), caching, "{target}");
        let vary = header(&response, "vary");
        assert!(vary.starts_with("Accept-Encoding"), "{target}");
        assert_eq!(vary.ends_with("Accept-Language"), content_type.contains("html"), "{target}");
        let (_, plain) = get(&router, target).await;
        assert_eq!(decoded(&response, &body), plain, "{target}");
    }
}

#[tokio::test]
async fn every_coding_has_its_own_tag_and_is_revalidated_by_it() {
    let router = gateway();
    let mut tags = Vec::new();
    for coding in ["br", "gzip", "identity"] {
        let (response, body) = get_coded(&router, "/element.js", coding).await;
        let tag = header(&response, "etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && !body.is_empty(), "{tag}");
        for (known, status) in [
            (tag.clone(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"x\", {tag}"), 304),
            ("*".to_owned(), 304),
            ("\"x\"".to_owned(), 200),
            (tags.first().cloned().unwrap_or_default(), 200),
        ] {
            let request = Request::get("/element.js")
                .header("accept-encoding", coding)
                .header("if-none-match", &known);
            let (response, body) = ask(&router, request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), status, "{coding} {known}");
            assert_eq!(body.is_empty(), status == 304);
            assert_eq!(header(&response, "etag"), tag);
            assert_eq!(header(&response, "vary"), "Accept-Encoding");
            assert_eq!(header(&response, "cache-control"), REVALIDATED);
        }
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let router = gateway();
    for target in [
        "/nothing",
        "/index",
        "/snippets",
        "/snippets/",
        "/.hidden",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "//index.html",
        "//v1/demo/dev-servers/jobs",
        "/%761/demo/dev-servers/jobs",
        "/V1/demo/dev-servers/jobs",
        "/%ff",
    ] {
        let (response, body) = get(&router, target).await;
        assert_eq!(response.status(), 404, "{target}");
        assert_eq!(header(&response, "content-type"), "text/plain; charset=utf-8");
        assert_eq!(body, "Not found.\n");
    }
}

#[tokio::test]
async fn files_are_only_read() {
    for target in ["/", "/nothing"] {
        let request = Request::post(target).body(Body::empty()).unwrap();
        let (response, _) = ask(&gateway(), request).await;
        assert_eq!(response.status(), 405);
        assert_eq!(header(&response, "allow"), "GET, HEAD");
    }
}

#[tokio::test]
async fn the_gateway_says_that_it_lives() {
    let (response, body) = get(&gateway(), "/healthz").await;
    assert_eq!((response.status().as_u16(), body.as_ref()), (200, b"ok\n".as_slice()));
    // Under any name, but nothing else is.
    for (target, status) in [("/healthz", 200), ("/healthz/x", 421), ("/", 421), ("/v1", 421)] {
        let request = Request::get(target).header("host", "evil.example").body(Body::empty());
        let (response, _) = ask(&gateway(), request.unwrap()).await;
        assert_eq!(response.status(), status, "{target}");
    }
    let request = Request::post("/healthz").body(Body::empty()).unwrap();
    let (response, _) = ask(&gateway(), request).await;
    assert_eq!((response.status().as_u16(), header(&response, "allow")), (405, "GET, HEAD"));
}

#[test]
fn a_folder_without_the_page_is_refused() {
    let read = |dir: &TempDir| {
        Assets::read(dir.path(), &[], &FrameAncestors::default()).unwrap_err().to_string()
    };
    let empty = TempDir::new().unwrap();
    let message = read(&empty);
    for part in ["no index.html", "trunk build --release", "cargo xtask demo", "--assets"] {
        assert!(message.contains(part) && !message.contains('\n'), "{message}");
    }
    let other = built();
    fs::write(other.path().join("index.html"), "<p>Another page.</p>").unwrap();
    assert!(read(&other).contains("no <devserver-jobs> tag"));
    fs::write(other.path().join("index.html"), [0xff]).unwrap();
    assert!(read(&other).contains("cannot read"));
}

/// A first visit waited for the texts of its language, which were requested only when the page's script had come.
#[tokio::test]
async fn the_texts_of_the_readers_language_are_loaded_ahead() {
    let folder = TempDir::new().unwrap();
    let id = "build-0123456789abcdef_";
    for (name, content) in [
        ("index.html".to_owned(), "<devserver-jobs></devserver-jobs>"),
        (format!("{id}en-US.js"), "export {}"),
        (format!("{id}zh-CN.js"), "export {}"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let assets = Assets::read(folder.path(), &[], &FrameAncestors::default()).unwrap();
    for (accepted, texts) in [
        (Some("zh-CN,zh;q=0.9,en;q=0.8"), "zh-CN"),
        (Some("zh-TW"), "zh-CN"),
        (Some("EN"), "en-US"),
        (Some("fr, zh;q=0.5, en;q=0.4"), "zh-CN"),
        (Some("fr"), "en-US"),
        (Some(""), "en-US"),
        (None, "en-US"),
    ] {
        let mut request = Request::get("/");
        if let Some(accepted) = accepted {
            request = request.header("accept-language", accepted);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = assets.answer(request.method(), "/", request.headers());
        let expect = format!("<{id}{texts}.js>; rel=modulepreload");
        assert_eq!(response.headers()["link"], expect, "{accepted:?}");
        let file = assets.answer(request.method(), &format!("/{id}en-US.js"), request.headers());
        assert!(!file.headers().contains_key("link"));
    }
}
