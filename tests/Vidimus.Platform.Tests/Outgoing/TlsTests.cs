using Shouldly;
using Vidimus.Platform.Outgoing;
using Xunit;

namespace Vidimus.Platform.Tests.Outgoing;

public sealed class TlsTests
{
    [Fact]
    public async Task S5_tls_is_checked_against_the_name_though_the_socket_got_an_address()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Certificate("hooks.example");
        await using var receiver = Receiver.Secure(certificate);
        (await Get(receiver, authority, "hooks.example"))
            .ShouldBeOfType<OutgoingResult.Answered>()
            .Status.ShouldBe(204);
    }

    [Fact]
    public async Task W6_a_certificate_for_another_host_is_a_failure_with_a_reason()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Certificate("other.example");
        await using var receiver = Receiver.Secure(certificate);
        (await Reason(receiver, authority, "hooks.example")).ShouldBe(
            UnreachableReason.CertificateNameMismatch
        );
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task W6_an_expired_certificate_is_a_failure_with_a_reason()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Expired("hooks.example");
        await using var receiver = Receiver.Secure(certificate);
        (await Reason(receiver, authority, "hooks.example")).ShouldBe(
            UnreachableReason.CertificateExpired
        );
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task W6_a_certificate_of_an_unknown_authority_is_a_failure_with_a_reason()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        using var certificate = stranger.Certificate("hooks.example");
        await using var receiver = Receiver.Secure(certificate);
        (await Reason(receiver, authority, "hooks.example")).ShouldBe(
            UnreachableReason.CertificateNotTrusted
        );
        (await Reason(receiver, null, "hooks.example")).ShouldBe(
            UnreachableReason.CertificateNotTrusted
        );
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task W6_a_receiver_that_does_not_speak_tls_is_a_failure_with_a_reason()
    {
        await using var receiver = Receiver.Behaving(exchange =>
            exchange.Send("HTTP/1.1 400 Bad Request\r\n\r\n")
        );
        (await Reason(receiver, null, "hooks.example")).ShouldBe(UnreachableReason.TlsFailed);
    }

    [Fact]
    public async Task S1_the_issuer_a_certificate_names_is_not_fetched()
    {
        using var authority = new TestAuthority();
        await using var inside = Receiver.Answering(
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        );
        using var certificate = authority.WithMissingIssuer(
            "hooks.example",
            inside.Url(path: "/issuer.cer")
        );
        await using var receiver = Receiver.Secure(certificate);
        (await Reason(receiver, authority, "hooks.example")).ShouldBe(
            UnreachableReason.CertificateNotTrusted
        );
        inside.Connections.ShouldBe(0);
    }

    private static async Task<UnreachableReason> Reason(
        Receiver receiver,
        TestAuthority? authority,
        string host
    ) => (await Get(receiver, authority, host)).ShouldBeOfType<OutgoingResult.Unreachable>().Reason;

    private static async Task<OutgoingResult> Get(
        Receiver receiver,
        TestAuthority? authority,
        string host
    )
    {
        await using var guard = new Guard(authority?.Roots, Guard.Loopback, receiver.OpenPort);
        guard.Names.Set(host, "127.0.0.1");
        return await guard.Get($"https://{host}:{receiver.Port}/");
    }
}
