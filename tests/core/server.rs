//! A scripted HTTP server: each connection is a script's to read from, to answer and to break.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Longer than any test takes: a script that waits in vain ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer that every operation accepts.
pub(crate) const EMPTY_ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// An answer of this status with this JSON text.
pub(crate) fn answer(status: &str, body: &str) -> Vec<u8> {
    answer_with(status, &[], body)
}

/// The same with more headers.
pub(crate) fn answer_with(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let len = body.len();
    let head = "Content-Type: application/x-amz-json-1.1\r\nx-amzn-RequestId: id-1\r\n";
    let more: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let more = more.concat();
    format!("HTTP/1.1 {status}\r\n{head}{more}Content-Length: {len}\r\n\r\n{body}").into_bytes()
}

/// A request as it came.
#[derive(Clone)]
pub(crate) struct Request {
    /// From the request line to before the empty line.
    pub(crate) head: String,
    /// As many bytes as `Content-Length` says.
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// Names in lower case, in the order they came.
    pub(crate) fn headers(&self) -> Vec<(String, &str)> {
        let split = |line: &'_ str| -> (String, usize) {
            let colon = line.find(": ").unwrap();
            (line[..colon].to_ascii_lowercase(), colon + 2)
        };
        self.head
            .lines()
            .skip(1)
            .map(|line| {
                let (name, value) = split(line);
                (name, &line[value..])
            })
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers().into_iter().find(|(header, _)| header == name).map(|(_, value)| value)
    }
}

trait Stream: Read + Write + Send {}

impl<S: Read + Write + Send> Stream for S {}

/// One accepted connection. Dropping it closes it; if it holds bytes that were not read, the peer's
/// side is reset.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    /// Which connection of the server it is, from 0.
    pub(crate) number: usize,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Connection {
    /// Read exactly one request's head; `None` if the connection ends before it does.
    pub(crate) fn head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        // One byte at a time, so that the body stays unread.
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).ok()?;
            head.push(byte[0]);
        }
        head.truncate(head.len() - 4);
        Some(String::from_utf8(head).unwrap())
    }

    /// Read one request to its end, and record it.
    pub(crate) fn request(&mut self) -> Option<Request> {
        let mut request = Request { head: self.head()?, body: Vec::new() };
        let len = request.header("content-length").unwrap().parse().unwrap();
        request.body.resize(len, 0);
        self.stream.read_exact(&mut request.body).ok()?;
        self.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Read exactly one byte; 0 at the end.
    pub(crate) fn byte(&mut self) -> u8 {
        let mut byte = [0];
        let _ = self.stream.read(&mut byte);
        byte[0]
    }

    /// Read some bytes, at most `limit`; 0 at the end.
    pub(crate) fn read(&mut self, limit: usize) -> usize {
        self.stream.read(&mut vec![0; limit]).unwrap_or(0)
    }

    /// Read so many bytes, or those that come before the end.
    pub(crate) fn skip(&mut self, len: usize) {
        let mut bytes = (&mut self.stream).take(len as u64);
        let _ = io::copy(&mut bytes, &mut io::sink());
    }

    /// Send these bytes, unless the peer has gone.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
        let _ = self.stream.flush();
    }

    /// Wait until the peer closes its side.
    pub(crate) fn wait_for_close(&mut self) {
        self.skip(usize::MAX);
    }
}

/// The server's side of a handshake; `None` if it fails.
fn secured(config: &Arc<ServerConfig>, mut stream: TcpStream) -> Option<Box<dyn Stream>> {
    let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
    while tls.is_handshaking() {
        tls.complete_io(&mut stream).ok()?;
    }
    Some(Box::new(StreamOwned::new(tls, stream)))
}

/// A server on a free port of 127.0.0.1, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<Request>>>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// A server that runs `script` for each connection, each on a thread of its own.
    pub(crate) fn start(script: impl Fn(Connection) + Send + Sync + 'static) -> Self {
        Self::start_with(|stream| Some(Box::new(stream)), script)
    }

    /// The same over TLS.
    pub(crate) fn start_tls(
        config: Arc<ServerConfig>,
        script: impl Fn(Connection) + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(move |stream| secured(&config, stream), script)
    }

    /// A proxy and, at the end of every tunnel through it, a server over TLS.
    pub(crate) fn start_tunnel(
        config: Arc<ServerConfig>,
        script: impl Fn(Connection) + Send + Sync + 'static,
    ) -> Self {
        let open = move |mut stream: TcpStream| -> Option<Box<dyn Stream>> {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).ok()?;
                head.push(byte[0]);
            }
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
            secured(&config, stream)
        };
        Self::start_with(open, script)
    }

    /// A server that gives each request the next of these answers, and the last one to all others.
    pub(crate) fn answering(answers: Vec<Vec<u8>>) -> Self {
        let next = AtomicUsize::new(0);
        Self::start(move |mut connection| {
            while connection.request().is_some() {
                let index = next.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
                connection.send(&answers[index]);
            }
        })
    }

    fn start_with(
        open: impl Fn(TcpStream) -> Option<Box<dyn Stream>> + Send + Sync + 'static,
        script: impl Fn(Connection) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stopping = Arc::new(AtomicBool::new(false));
        let handle = Arc::new(move |stream: TcpStream, number, requests| -> io::Result<()> {
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            if let Some(stream) = open(stream) {
                script(Connection { stream, number, requests });
            }
            Ok(())
        });
        let (counted, recorded, stop) =
            (Arc::clone(&connections), Arc::clone(&requests), Arc::clone(&stopping));
        let accept = move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let number = counted.fetch_add(1, Ordering::SeqCst);
                let (handle, requests) = (Arc::clone(&handle), Arc::clone(&recorded));
                thread::spawn(move || handle(stream, number, requests));
            }
        };
        Self { address, connections, requests, stopping, accepting: Some(thread::spawn(accept)) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same port by another name and scheme.
    pub(crate) fn url_of(&self, scheme: &str, host: &str) -> String {
        format!("{scheme}://{host}:{}", self.address.port())
    }

    /// How many connections have been accepted.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The complete requests that have come since this was last asked.
    pub(crate) fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }

    /// The one complete request that has come.
    pub(crate) fn take_request(&self) -> Request {
        let mut requests = self.take_requests();
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}
