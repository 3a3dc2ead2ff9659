using System.CommandLine;
using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Offers a credential to its recipient's wallet.</summary>
internal static class OfferCommand
{
    public static Command Make(Runner run)
    {
        var id = new Argument<string>("id")
        {
            Description = "The credential's id, UUID or verify link.",
        };
        var code = Options.Text(
            "--code",
            "Where the six digits go that the recipient types into the wallet: answer (printed here), mail or none.",
            "answer|mail|none"
        );
        var format = new Option<string[]>("--format")
        {
            Description =
                "A format that the wallet may choose: dc+sd-jwt, ldp_vc or jwt_vc_json. Repeat it for several; all unless said.",
            HelpName = "format",
        };
        var lifetime = Options.Number("--lifetime", "Seconds that it is open, 60 to 600.");
        return run.With(
            new Command(
                "offer",
                "Offer a credential to its recipient's wallet. The link is printed this once."
            )
            {
                id,
                code,
                format,
                lifetime,
            },
            async r =>
            {
                var offer = await r.Client.Credentials.Offer(
                    r.Get(id),
                    new()
                    {
                        TransactionCode = r.Get(code),
                        Formats = r.Get(format) is { Length: > 0 } chosen ? chosen : null,
                        LifetimeSeconds = r.Get(lifetime),
                    },
                    cancellation: r.Cancellation
                );
                Show(r, offer);
                return ExitCode.Done;
            }
        );
    }

    private static void Show(Run run, WalletOffer offer)
    {
        if (run.Print.Json)
        {
            var document = JsonSerializer.SerializeToNode(offer, WireJson.Options)!.AsObject();
            document["link"] = offer.Link.Reveal();
            document["linkByValue"] = offer.LinkByValue.Reveal();
            document["credentialOfferUri"] = offer.CredentialOfferUri.Reveal();
            document["preAuthorizedCode"] = offer.PreAuthorizedCode.Reveal();
            document["transactionCode"] = offer.TransactionCode?.Reveal();
            run.Print.Document(document);
            return;
        }
        run.Print.Facts(
            ("Id", offer.Id),
            ("Credential", offer.CredentialId),
            ("Issuer", offer.CredentialIssuer),
            ("Formats", string.Join(", ", offer.Formats)),
            ("Ends", offer.ExpiresAt),
            ("Code", offer.TransactionCode?.Reveal() ?? offer.TransactionCodeBy)
        );
        run.Print.Line("");
        run.Print.Line(offer.Link.Reveal());
        run.Print.Line("");
        run.Print.Note(
            "Open the link on the device with the wallet; tell the code on another way."
        );
    }
}
