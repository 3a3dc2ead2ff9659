using System.Globalization;
using Vidimus.Platform.Mail;

namespace Vidimus.Credentials.Wallets;

/// <summary>The mail with a transaction code. It has no link: nobody needs to follow one, and a forged mail gains nothing.</summary>
internal static class OfferMail
{
    public static OutgoingMail Of(
        string address,
        string name,
        string issuer,
        string mode,
        string digits,
        TimeSpan lifetime
    ) =>
        new(
            address,
            $"{digits} is your code for your wallet",
            $"""
            {name},

            type this code into your wallet to take your credential from {issuer}:

            {digits}
            {(mode == "test" ? "\nThis is a test. The credential attests nothing.\n" : "")}
            The code is good for {((int)lifetime.TotalMinutes).ToString(
                CultureInfo.InvariantCulture
            )} minutes. Give it to nobody. If you did not ask for it, you need not do anything.

            """,
            FromName: issuer
        );
}
