//! How a server lets us in: its greeting, TLS where it is wanted, and the password in the form that it asks for.
//!
//! Invariant: a password leaves in clear only over a connection that nobody can read.

use std::str::FromStr as _;

use sha1::{Digest as _, Sha1};
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use super::error;
use super::packets::Packets;
use super::socket::Socket;
use super::tls;
use crate::mysql::binlog::bytes::Bytes;
use crate::mysql::session;
use crate::{Error, Result, Url};

const LONG_PASSWORD: u32 = 1;
const PROTOCOL_41: u32 = 0x200;
const TLS: u32 = 0x800;
const TRANSACTIONS: u32 = 0x2000;
const SECURE_CONNECTION: u32 = 0x8000;
const PLUGIN_AUTH: u32 = 0x8_0000;
const PLUGIN_AUTH_LONG: u32 = 0x20_0000;
const WANTED: u32 = LONG_PASSWORD | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH | PLUGIN_AUTH_LONG;

/// `utf8mb4_general_ci`.
const CHARSET: u8 = 45;
const LONGEST_PACKET: u32 = 0x4000_0000;

const NATIVE: &[u8] = b"mysql_native_password";
const CACHING_SHA2: &[u8] = b"caching_sha2_password";
const CLEAR: &[u8] = b"mysql_clear_password";

/// What the server says first.
struct Greeting {
    capabilities: u32,
    nonce: Vec<u8>,
    plugin: Vec<u8>,
}

/// What the URL says of who we are.
struct Login {
    options: MySqlConnectOptions,
    password: Vec<u8>,
    files: tls::Files,
}

/// Connects and logs in.
pub(super) async fn login(url: &Url) -> Result<Packets> {
    let login = Login::of(url)?;
    let unreachable = |reason: String| Error::Unreachable { url: url.to_string(), reason };
    let socket = Socket::connect(&login.options).await.map_err(|cause| unreachable(cause.to_string()))?;
    let mut packets = Packets::new(socket);
    let first = packets.take().await?;
    error::refuse(first, "connect", url)?;
    let greeting = Greeting::parse(first).ok_or_else(|| unreachable("it does not speak as MySQL does".to_owned()))?;
    let mut capabilities = WANTED;
    if login.wants_tls(&greeting).map_err(unreachable)? {
        capabilities |= TLS;
        packets = upgrade(packets, &login, capabilities).await.map_err(unreachable)?;
    }
    let answer = password_answer(&greeting.plugin, &login.password, &greeting.nonce, packets.socket.is_private());
    packets.send(&response(capabilities, &login, &greeting.plugin, &answer.unwrap_or_default())).await?;
    settle(&mut packets, &login, greeting, url).await?;
    Ok(packets)
}

impl Login {
    fn of(url: &Url) -> Result<Self> {
        let options = session::driver_options(url)?;
        let secret = url.secret().replacen("mariadb://", "mysql://", 1);
        let parsed = url::Url::from_str(&secret)
            .map_err(|cause| Error::Unreachable { url: url.to_string(), reason: cause.to_string() })?;
        let password = percent_decoded(parsed.password().unwrap_or_default());
        let mut files = tls::Files::default();
        for (name, value) in parsed.query_pairs() {
            match &*name {
                "sslca" | "ssl-ca" => files.authorities = Some(value.into_owned()),
                "sslcert" | "ssl-cert" => files.certificate = Some(value.into_owned()),
                "sslkey" | "ssl-key" => files.key = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(Self { options, password, files })
    }

    fn wants_tls(&self, greeting: &Greeting) -> Result<bool, String> {
        let is_offered = greeting.capabilities & TLS != 0;
        match self.options.get_ssl_mode() {
            MySqlSslMode::Disabled => Ok(false),
            MySqlSslMode::Preferred => Ok(is_offered && self.options.get_socket().is_none()),
            _ if is_offered => Ok(true),
            _ => Err("the URL demands TLS, and the server does not offer it".to_owned()),
        }
    }
}

/// `%2F` as `/`.
fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                decoded.push(byte);
                rest = &after[2..];
            }
            _ => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    decoded
}

impl Greeting {
    fn parse(packet: &[u8]) -> Option<Self> {
        let mut bytes = Bytes::new(packet);
        if bytes.u8()? != 10 {
            return None;
        }
        bytes.until_nul()?;
        bytes.take(4)?;
        let mut nonce = bytes.take(8)?.to_vec();
        bytes.take(1)?;
        let low = bytes.u16()?;
        bytes.take(3)?;
        let capabilities = u32::from(low) | u32::from(bytes.u16()?) << 16;
        let length = usize::from(bytes.u8()?);
        bytes.take(10)?;
        nonce.extend(bytes.take(length.saturating_sub(8).max(13))?);
        nonce.truncate(20);
        let plugin = if capabilities & PLUGIN_AUTH == 0 { NATIVE } else { bytes.until_nul_or_end() };
        Some(Self { capabilities, nonce, plugin: plugin.to_vec() })
    }
}

/// Tells the server that TLS comes, and starts it.
async fn upgrade(mut packets: Packets, login: &Login, capabilities: u32) -> Result<Packets, String> {
    packets.send(&opening(capabilities)).await.map_err(|cause| cause.to_string())?;
    if !packets.is_drained() {
        return Err("the server spoke before TLS had begun".to_owned());
    }
    match std::mem::replace(&mut packets.socket, Socket::Closed) {
        Socket::Tcp(stream) => {
            let stream = tls::upgrade(stream, &login.options, &login.files).await?;
            packets.socket = Socket::Tls(Box::new(stream));
            Ok(packets)
        }
        _ => Err("TLS is spoken over TCP only; leave `ssl-mode` out of the URL of a socket".to_owned()),
    }
}

fn opening(capabilities: u32) -> Vec<u8> {
    let mut packet = capabilities.to_le_bytes().to_vec();
    packet.extend(LONGEST_PACKET.to_le_bytes());
    packet.push(CHARSET);
    packet.extend([0; 23]);
    packet
}

fn response(capabilities: u32, login: &Login, plugin: &[u8], answer: &[u8]) -> Vec<u8> {
    let mut packet = opening(capabilities);
    packet.extend(login.options.get_username().as_bytes());
    packet.push(0);
    // Answers are digests, or nothing: one byte is enough for the length.
    packet.push(u8::try_from(answer.len()).unwrap_or_default());
    packet.extend(answer);
    packet.extend(plugin);
    packet.push(0);
    packet
}

/// Does what the server asks for until it lets us in.
async fn settle(packets: &mut Packets, login: &Login, greeting: Greeting, url: &Url) -> Result<()> {
    let mut plugin = greeting.plugin;
    loop {
        let is_private = packets.socket.is_private();
        let packet = packets.take().await?;
        let answer = match packet.first() {
            Some(0) => return Ok(()),
            Some(0xFE) => {
                let mut bytes = Bytes::new(&packet[1..]);
                plugin = bytes.until_nul_or_end().to_vec();
                let nonce = bytes.rest();
                let nonce = nonce.get(..20).unwrap_or(nonce);
                password_answer(&plugin, &login.password, nonce, is_private).map_err(|reason| refused(url, reason))?
            }
            // The server knew the digest, and says so before it lets us in.
            Some(1) if plugin == CACHING_SHA2 && packet.get(1) == Some(&3) => continue,
            Some(1) if plugin == CACHING_SHA2 => {
                clear(&login.password, is_private).map_err(|reason| refused(url, reason))?
            }
            _ => {
                error::refuse(packet, "connect", url)?;
                return Err(refused(url, "it asks for what is not understood".to_owned()));
            }
        };
        packets.send(&answer).await?;
    }
}

fn refused(url: &Url, reason: String) -> Error {
    Error::LoginRefused { url: url.to_string(), reason }
}

/// The password in the form that a plug-in of the server wants.
fn password_answer(plugin: &[u8], password: &[u8], nonce: &[u8], is_private: bool) -> Result<Vec<u8>, String> {
    match plugin {
        NATIVE | CACHING_SHA2 if password.is_empty() => Ok(Vec::new()),
        NATIVE => Ok(native(password, nonce)),
        CACHING_SHA2 => Ok(caching_sha2(password, nonce)),
        CLEAR => clear(password, is_private),
        other => Err(format!("it wants the plug-in `{}`, which is not supported", String::from_utf8_lossy(other))),
    }
}

fn clear(password: &[u8], is_private: bool) -> Result<Vec<u8>, String> {
    if !is_private {
        return Err("it wants the password in clear; add `?ssl-mode=REQUIRED` to the URL".to_owned());
    }
    Ok([password, &[0]].concat())
}

fn native(password: &[u8], nonce: &[u8]) -> Vec<u8> {
    let once = Sha1::digest(password);
    let twice = Sha1::digest(once);
    let mixed = Sha1::new().chain_update(nonce).chain_update(twice).finalize();
    once.iter().zip(mixed).map(|(left, right)| left ^ right).collect()
}

fn caching_sha2(password: &[u8], nonce: &[u8]) -> Vec<u8> {
    use sha2::Sha256;
    let once = <Sha256 as sha2::Digest>::digest(password);
    let twice = <Sha256 as sha2::Digest>::digest(once);
    let mixed = <Sha256 as sha2::Digest>::digest([&twice[..], nonce].concat());
    once.iter().zip(mixed).map(|(left, right)| left ^ right).collect()
}
