/* A mail server made with nodemailer's smtp-server, the way its manual does it.

       node nodemailer.js DOMAIN CERTIFICATE KEY ACCOUNTS OPTIONS [WISH ...]

   ACCOUNTS is a JSON file, the password of each address. OPTIONS is JSON for SMTPServer ("{}": what it does by itself).
   A WISH is what no option can do:
       auth-after-tls          AUTH is not offered before TLS
       crowded                 whoever may connect has connected already
       hangs-up                at the sign-in, without a word
       hangs-up-at-once        before the greeting
       says-what-the-manual    of a wrong pair
       no-backend              what knows the passwords does not answer */

"use strict";

const fs = require("fs");
const net = require("net");
const tls = require("tls");
const { SMTPServer } = require("smtp-server");
const { SMTPConnection } = require("smtp-server/lib/smtp-connection");

const [domain, certificate, key, accounts, options, ...wishes] = process.argv.slice(2);
const wants = (wish) => wishes.includes(wish);
const passwords = JSON.parse(fs.readFileSync(accounts, "utf8"));
const given = JSON.parse(options);
/* Without any, smtp-server takes the one that came with it. */
const identity = certificate && { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) };

function refusal(code, text) {
    return Object.assign(new Error(text), { responseCode: code });
}

function hangUp(server, session) {
    for (const connection of server.connections)
        if (connection.id === session.id) connection.close();
}

function knows(auth) {
    const password = passwords[auth.username];
    if (!password || auth.method === "XOAUTH2") return false;
    return auth.method === "CRAM-MD5" ? auth.validatePassword(password) : auth.password === password;
}

/* A data base that is down; its trouble is handed on as it came. */
function askBackend(callback) {
    net.connect(5432, "127.0.0.1").on("error", callback);
}

function onAuth(auth, session, callback) {
    if (wants("hangs-up")) return hangUp(this, session);
    if (wants("no-backend")) return askBackend(callback);
    if (knows(auth)) return callback(null, { user: auth.username });
    if (wants("says-what-the-manual")) return callback(new Error("Invalid username or password"));
    callback(null, { data: { status: "401", schemes: "bearer", scope: "mail" } });
}

function onConnect(session, callback) {
    if (wants("hangs-up-at-once")) return hangUp(this, session);
    callback();
}

function onMailFrom(address, session, callback) {
    if (session.user && address.address !== session.user)
        return callback(new Error(`Only ${session.user} is allowed to send mail`));
    callback();
}

function onRcptTo(address, session, callback) {
    const isOurs = address.address.endsWith(`@${domain}`);
    if (isOurs && !passwords[address.address]) return callback(refusal(550, "Mailbox not found"));
    if (!isOurs && !session.user) return callback(refusal(550, "Relaying is not allowed"));
    callback();
}

function onData(stream, session, callback) {
    stream.on("end", () => callback(stream.sizeExceeded ? refusal(552, "Message too large") : null));
    stream.resume();
}

/* Connections that stay, and say nothing. */
function crowd(port) {
    for (let i = 0; i < given.maxClients; i++)
        if (port === 465) tls.connect({ port, rejectUnauthorized: false });
        else net.connect(port);
}

function listen(port, more) {
    const server = new SMTPServer({
        name: `mail.${domain}`, logger: true, onConnect, onAuth, onMailFrom, onRcptTo, onData, ...identity, ...given, ...more,
    });
    server.on("error", (error) => console.log("Error %s", error.message));
    server.listen(port, () => wants("crowded") && crowd(port));
}

if (wants("auth-after-tls")) {
    const isSupported = SMTPConnection.prototype._isSupported;
    SMTPConnection.prototype._isSupported = function (command) {
        return (command !== "AUTH" || this.secure) && isSupported.call(this, command);
    };
}
listen(25, { disabledCommands: ["AUTH"] });
listen(465, { secure: true });
listen(587, {});
