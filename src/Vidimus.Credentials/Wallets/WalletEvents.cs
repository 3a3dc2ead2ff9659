using Vidimus.Platform.Facts;

namespace Vidimus.Credentials.Wallets;

/// <summary>Events about credentials on their way into wallets.</summary>
internal static class WalletEvents
{
    private const string ACredential = "cred_01kb0c5q7me1vtgy7m3a8r2xwg";
    private const string AnOffer = "off_01kb0c5q7me1vtgy7m3a8r2xwp";
    private const string ACopy = "wcp_01kb0c5q7me1vtgy7m3a8r2xwq";
    private const string ADigest = "uEiDQE7cJcVqWFjSVYqW1q3WfS4YdJkKqg2rV0rqz1p2yDg";

    public static readonly EventType Offered = new(
        "credential.offered",
        "A credential was offered to its recipient's wallet.",
        "credential",
        ACredential,
        ("offer", AnOffer),
        ("formats", "dc+sd-jwt ldp_vc jwt_vc_json")
    );

    public static readonly EventType OfferRefused = new(
        "credential.offer-refused",
        "Somebody who has an offer gave a wrong transaction code; without a try left the offer is over.",
        "credential",
        ACredential,
        ("offer", AnOffer),
        ("triesLeft", "4")
    );

    public static readonly EventType OfferRedeemed = new(
        "credential.offer-redeemed",
        "A wallet redeemed the code of an offer; it can take the credential for a few minutes.",
        "credential",
        ACredential,
        ("offer", AnOffer)
    );

    public static readonly EventType Taken = new(
        "credential.taken",
        "A wallet took a credential, bound to a key of its own.",
        "credential",
        ACredential,
        ("offer", AnOffer),
        ("copy", ACopy),
        ("format", "dc+sd-jwt"),
        ("key", ADigest)
    );

    public static readonly EventType Reported = new(
        "credential.wallet-reported",
        "A wallet told what became of a credential it took: accepted, failure or deleted.",
        "credential",
        ACredential,
        ("copy", ACopy),
        ("event", "accepted")
    );
}
