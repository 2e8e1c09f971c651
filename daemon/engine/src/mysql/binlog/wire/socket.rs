//! The socket below: TCP, TLS over TCP, or a Unix socket.
//!
//! Invariant: the URL means what it means to the driver, which reads it too.

use std::pin::Pin;
use std::task::{Context, Poll};

use sqlx::mysql::MySqlConnectOptions;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// A connected socket.
pub(super) enum Socket {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
    /// Between TCP and TLS.
    Closed,
}

impl Socket {
    /// Connects to where the options say.
    pub(super) async fn connect(options: &MySqlConnectOptions) -> std::io::Result<Self> {
        #[cfg(unix)]
        if let Some(path) = options.get_socket() {
            return tokio::net::UnixStream::connect(path).await.map(Self::Unix);
        }
        let host = options.get_host().trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, options.get_port())).await?;
        stream.set_nodelay(true)?;
        Ok(Self::Tcp(stream))
    }

    /// Whether nobody between can read what is sent.
    pub(super) const fn is_private(&self) -> bool {
        !matches!(self, Self::Tcp(_) | Self::Closed)
    }
}

/// What all of them are.
trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

impl Socket {
    fn stream(&mut self) -> std::io::Result<Pin<&mut dyn Stream>> {
        match self {
            Self::Tcp(stream) => Ok(Pin::new(stream)),
            Self::Tls(stream) => Ok(Pin::new(&mut **stream)),
            #[cfg(unix)]
            Self::Unix(stream) => Ok(Pin::new(stream)),
            Self::Closed => Err(std::io::ErrorKind::NotConnected.into()),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        self.get_mut().stream()?.poll_read(cx, into)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.get_mut().stream()?.poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.get_mut().stream()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.get_mut().stream()?.poll_shutdown(cx)
    }
}
