using System.Runtime.InteropServices;

namespace Vidimus.Proofs;

/// <summary>libsodium's crypto_sign_ed25519 functions.</summary>
internal sealed unsafe class LibsodiumBackend : IEd25519Backend
{
    private const int SecretKeyLength = 64;

    private static readonly string[] LibraryNames =
    [
        "libsodium.so.26",
        "libsodium.so.23",
        "libsodium.so",
        "libsodium.dylib",
        "libsodium.dll",
    ];

    private readonly delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int> seedKeypair;
    private readonly delegate* unmanaged[Cdecl]<
        byte*,
        ulong*,
        byte*,
        ulong,
        byte*,
        int> signDetached;
    private readonly delegate* unmanaged[Cdecl]<byte*, byte*, ulong, byte*, int> verifyDetached;

    private LibsodiumBackend(nint seedKeypair, nint signDetached, nint verifyDetached)
    {
        this.seedKeypair = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int>)seedKeypair;
        this.signDetached = (delegate* unmanaged[Cdecl]<
            byte*,
            ulong*,
            byte*,
            ulong,
            byte*,
            int>)signDetached;
        this.verifyDetached = (delegate* unmanaged[Cdecl]<
            byte*,
            byte*,
            ulong,
            byte*,
            int>)verifyDetached;
    }

    public string Name => "libsodium";

    internal static LibsodiumBackend? TryLoad()
    {
        if (
            !NativeSymbols.TryLoad(LibraryNames, out var library)
            || !NativeLibrary.TryGetExport(library, "sodium_init", out var init)
            || !NativeLibrary.TryGetExport(
                library,
                "crypto_sign_ed25519_seed_keypair",
                out var seedKeypair
            )
            || !NativeLibrary.TryGetExport(library, "crypto_sign_ed25519_detached", out var sign)
            || !NativeLibrary.TryGetExport(
                library,
                "crypto_sign_ed25519_verify_detached",
                out var verify
            )
        )
        {
            return null;
        }
        // sodium_init answers 0 the first time, 1 when already done, -1 on failure; it is safe to call from several threads.
        return ((delegate* unmanaged[Cdecl]<int>)init)() < 0
            ? null
            : new LibsodiumBackend(seedKeypair, sign, verify);
    }

    public IEd25519Signer CreateSigner(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        var secret = new SecretMemory(SecretKeyLength);
        fixed (byte* seedPointer = seed)
        fixed (byte* publicPointer = publicKey)
        fixed (byte* secretPointer = secret.Bytes)
        {
            NativeSymbols.Require(
                seedKeypair(publicPointer, secretPointer, seedPointer) == 0,
                "libsodium key"
            );
        }
        return new Signer(this, secret);
    }

    public bool Verify(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    )
    {
        byte none = 0;
        fixed (byte* keyPointer = publicKey)
        fixed (byte* messagePointer = message)
        fixed (byte* signaturePointer = signature)
        {
            var start = message.IsEmpty ? &none : messagePointer;
            return verifyDetached(signaturePointer, start, (ulong)message.Length, keyPointer) == 0;
        }
    }

    // libsodium's secret key is the seed followed by the public key.
    private sealed class Signer(LibsodiumBackend backend, SecretMemory secret) : IEd25519Signer
    {
        public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
        {
            byte none = 0;
            var held = false;
            try
            {
                secret.DangerousAddRef(ref held);
                fixed (byte* messagePointer = message)
                fixed (byte* signaturePointer = signature)
                fixed (byte* secretPointer = secret.Bytes)
                {
                    var start = message.IsEmpty ? &none : messagePointer;
                    var status = backend.signDetached(
                        signaturePointer,
                        null,
                        start,
                        (ulong)message.Length,
                        secretPointer
                    );
                    NativeSymbols.Require(status == 0, "libsodium signature");
                }
            }
            finally
            {
                if (held)
                {
                    secret.DangerousRelease();
                }
            }
        }

        public void ExportSeed(Span<byte> seed)
        {
            var held = false;
            try
            {
                secret.DangerousAddRef(ref held);
                secret.Bytes[..seed.Length].CopyTo(seed);
            }
            finally
            {
                if (held)
                {
                    secret.DangerousRelease();
                }
            }
        }

        public void Dispose() => secret.Dispose();
    }
}
