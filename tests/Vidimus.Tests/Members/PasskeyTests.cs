using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Passkeys: what a device answers opens an account only when every part of it is right.</summary>
public abstract class PasskeyTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PasskeyTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PasskeyTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_passkey_is_added_and_signs_in_without_a_password_or_second_step()
    {
        var member = await App.Member();
        using var device = new Device(App);
        (await Add(member, device)).Should(303);
        (await member.Browser.Get("/account/passkeys")).Should(200).Text.ShouldContain("Laptop");
        await App.Execute($"UPDATE access_members SET two_factor = TRUE WHERE id = '{member.Id}'");
        var browser = new Browser(App);
        (await SignIn(browser, device, member.Id)).Should(303)["Location"].ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200);
        (await App.Get("/v1/audit", member.Issuer.Live.Secret))
            .Should(200)
            .Text.ShouldContain("member.passkey-added");
        await App.Execute($"UPDATE access_members SET disabled_at = 1 WHERE id = '{member.Id}'");
        (await SignIn(new Browser(App), device, member.Id)).Should(401);
    }

    [Fact]
    public async Task A_wrong_answer_of_a_device_opens_nothing()
    {
        var member = await App.Member();
        var other = await App.Member();
        using var device = new Device(App);
        (await Add(member, device)).Should(303);
        (string Why, Action<Device> Spoil, string User)[] wrong =
        [
            ("another site's origin", d => d.Origin = "https://evil.example", member.Id),
            ("another host", d => d.RpId = "evil.example", member.Id),
            ("the holder not verified", d => d.Flags = 0x01, member.Id),
            ("nobody present", d => d.Flags = 0x04, member.Id),
            (
                "another challenge",
                d => d.Challenge = Base64UrlEncoder.Encode(new byte[32]),
                member.Id
            ),
            ("an answer for another purpose", d => d.Type = "webauthn.create", member.Id),
            ("another's account", _ => { }, other.Id),
            ("a signature of something else", d => d.Spoiled = true, member.Id),
            ("a counter that goes back", d => d.Counter = 0, member.Id),
        ];
        (await SignIn(new Browser(App), device, member.Id)).Should(303);
        foreach (var (why, spoil, user) in wrong)
        {
            var browser = new Browser(App);
            var answer = await SignIn(browser, device, user, spoil);
            answer.Status.ShouldBe(401, why);
            (await browser.Get("/portal")).Status.ShouldBe(303, why);
        }
        (await SignIn(new Browser(App), device, member.Id)).Should(303);
    }

    [Fact]
    public async Task A_challenge_is_answered_once_in_the_browser_that_got_it_and_soon()
    {
        var member = await App.Member();
        using var device = new Device(App);
        (await Add(member, device)).Should(303);
        var browser = new Browser(App);
        var answer = device.Answer(await Challenge(browser), member.Id);
        var other = new Browser(App);
        await other.Get("/sign-in");
        (await other.Post("/sign-in/passkey", ("credential", answer))).Should(401);
        await browser.Get("/sign-in");
        (await browser.Post("/sign-in/passkey", ("credential", answer))).Should(303);
        await browser.Get("/account");
        (await browser.Post("/sign-in/passkey", ("credential", answer))).Should(401);
        var late = new Browser(App);
        var old = device.Answer(await Challenge(late), member.Id);
        App.Advance(TimeSpan.FromMinutes(11));
        await late.Get("/sign-in");
        (await late.Post("/sign-in/passkey", ("credential", old))).Should(401);
        foreach (var junk in new[] { "", "{}", "null", "[]", "not json", new string('x', 70_000) })
        {
            var sender = new Browser(App);
            await Challenge(sender);
            await sender.Get("/sign-in");
            (await sender.Post("/sign-in/passkey", ("credential", junk))).Should(401);
        }
    }

    [Fact]
    public async Task Passkeys_are_added_by_a_member_who_is_signed_in_and_removed_by_nobody_else()
    {
        var member = await App.Member();
        using var device = new Device(App);
        (await Add(member, device)).Should(303);
        // The same once more, and by somebody else.
        (await Add(member, device)).Should(400);
        var other = await App.Member();
        (await Add(other, device)).Should(400);
        await other.Browser.Get("/account/passkeys");
        (await other.Browser.Post("/account/passkeys/remove", ("id", device.Id))).Should(303);
        (await SignIn(new Browser(App), device, member.Id)).Should(303);
        (await new Browser(App).Get("/account/passkeys")).Should(303);
        await member.Browser.Get("/account/passkeys");
        (await member.Browser.Post("/account/passkeys/remove", ("id", device.Id))).Should(303);
        (await SignIn(new Browser(App), device, member.Id)).Should(401);
        // Long after the member last proved who it is, a browser found signed in adds none.
        App.Advance(TimeSpan.FromMinutes(15));
        (await member.Browser.Get("/account/passkeys"))
            .Should(303)["Location"]
            .ShouldNotBeNull()
            .ShouldStartWith("/account/prove");
    }

    private static async Task<Answer> Add(Member member, Device device)
    {
        await member.Browser.Get("/account/passkeys");
        var options = (await member.Browser.Post("/account/passkeys/options")).Should(200);
        return await member.Browser.Post(
            "/account/passkeys",
            ("name", "Laptop"),
            ("credential", device.Create(options.At("challenge")!))
        );
    }

    private static async Task<string> Challenge(Browser browser)
    {
        await browser.Get("/sign-in");
        var options = (await browser.Post("/sign-in/passkey/options")).Should(200);
        options.At("userVerification").ShouldBe("required");
        (options.At("allowCredentials") ?? "[]").ShouldBe("[]");
        return options.At("challenge")!;
    }

    private static async Task<Answer> SignIn(
        Browser browser,
        Device device,
        string memberId,
        Action<Device>? spoil = null
    )
    {
        var challenge = await Challenge(browser);
        return await browser.Post(
            "/sign-in/passkey",
            ("return", "/portal"),
            ("credential", device.Answer(challenge, memberId, spoil))
        );
    }

    /// <summary>A device with one passkey, which answers right unless it is told to be wrong (WebAuthn Level 3, sections 6.1 and 6.5).</summary>
    private sealed class Device(VidimusApp app) : IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
        private uint _counter = 1;

        public string Origin { get; set; } = "";
        public string RpId { get; set; } = "";
        public byte Flags { get; set; }
        public string Challenge { get; set; } = "";
        public string Type { get; set; } = "";
        public bool Spoiled { get; set; }
        public uint Counter { get; set; }
        public string Id => Base64UrlEncoder.Encode(_id);

        public string Create(string challenge)
        {
            Right(challenge, "webauthn.create");
            var point = _key.ExportParameters(false).Q;
            byte[] key =
            [
                0xA5,
                1,
                2,
                3,
                0x26,
                0x20,
                1,
                0x21,
                0x58,
                32,
                .. point.X!,
                0x22,
                0x58,
                32,
                .. point.Y!,
            ];
            byte[] data = [.. Head(0x45), .. new byte[16], 0, 32, .. _id, .. key];
            byte[] attestation =
            [
                0xA3,
                0x63,
                .. "fmt"u8,
                0x64,
                .. "none"u8,
                0x67,
                .. "attStmt"u8,
                0xA0,
                0x68,
                .. "authData"u8,
                0x58,
                (byte)data.Length,
                .. data,
            ];
            return Credential(
                new
                {
                    clientDataJSON = Base64UrlEncoder.Encode(Client()),
                    attestationObject = Base64UrlEncoder.Encode(attestation),
                    transports = new[] { "internal" },
                }
            );
        }

        public string Answer(string challenge, string memberId, Action<Device>? spoil = null)
        {
            Right(challenge, "webauthn.get");
            Counter = ++_counter;
            spoil?.Invoke(this);
            var data = Head(Flags);
            byte[] signed = [.. data, .. SHA256.HashData(Client())];
            if (Spoiled)
                signed[0] ^= 1;
            return Credential(
                new
                {
                    clientDataJSON = Base64UrlEncoder.Encode(Client()),
                    authenticatorData = Base64UrlEncoder.Encode(data),
                    signature = Base64UrlEncoder.Encode(
                        _key.SignData(
                            signed,
                            HashAlgorithmName.SHA256,
                            DSASignatureFormat.Rfc3279DerSequence
                        )
                    ),
                    userHandle = Base64UrlEncoder.Encode(memberId),
                }
            );
        }

        public void Dispose() => _key.Dispose();

        private void Right(string challenge, string type) =>
            (Origin, RpId, Flags, Challenge, Type, Spoiled) = (
                app.PublicUrl,
                "localhost",
                0x05,
                challenge,
                type,
                false
            );

        private byte[] Head(byte flags)
        {
            var counter = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
            return [.. SHA256.HashData(Encoding.ASCII.GetBytes(RpId)), flags, .. counter];
        }

        private byte[] Client() =>
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    type = Type,
                    challenge = Challenge,
                    origin = Origin,
                    crossOrigin = false,
                }
            );

        private string Credential(object response) =>
            JsonSerializer.Serialize(
                new
                {
                    id = Id,
                    rawId = Id,
                    type = "public-key",
                    clientExtensionResults = new { },
                    response,
                }
            );
    }
}

/// <summary>What passkeys are bound to.</summary>
public sealed class PasskeyHostTests
{
    [Fact]
    public async Task A_passkey_is_bound_to_the_public_address_whatever_host_a_request_names()
    {
        await using var app = await VidimusApp.Start(
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["Http:AllowedHosts:0"] = "inside.example",
                },
            }
        );
        var browser = new Browser(app);
        await browser.Get("/sign-in");
        var asked = new HttpRequestMessage(HttpMethod.Post, "/sign-in/passkey/options")
        {
            Content = VidimusApp.Form([("_form", browser.FormToken!)]),
        };
        asked.Headers.Host = $"inside.example:{app.Port}";
        asked.Headers.TryAddWithoutValidation("Origin", $"http://inside.example:{app.Port}");
        (await browser.Send(asked)).Should(200).At("rpId").ShouldBe("localhost");
    }
}
