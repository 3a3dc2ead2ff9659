using System.Runtime.InteropServices;

namespace Vidimus.Proofs;

/// <summary>The libcrypto functions that the OpenSSL back end calls, bound once.</summary>
internal sealed unsafe class OpenSslFunctions
{
    internal delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewRawPrivateKey
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewRawPublicKey
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int> GetRawPrivateKey
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int> GetRawPublicKey
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<nint, void> FreeKey { get; private init; }
    internal delegate* unmanaged[Cdecl]<nint> NewContext { get; private init; }
    internal delegate* unmanaged[Cdecl]<nint, void> FreeContext { get; private init; }
    internal delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> DigestSignInit
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int> DigestSign
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> DigestVerifyInit
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int> DigestVerify
    {
        get;
        private init;
    }
    internal delegate* unmanaged[Cdecl]<void> ClearError { get; private init; }

    internal static OpenSslFunctions? TryBind(nint library)
    {
        string[] names =
        [
            "EVP_PKEY_new_raw_private_key",
            "EVP_PKEY_new_raw_public_key",
            "EVP_PKEY_get_raw_private_key",
            "EVP_PKEY_get_raw_public_key",
            "EVP_PKEY_free",
            "EVP_MD_CTX_new",
            "EVP_MD_CTX_free",
            "EVP_DigestSignInit",
            "EVP_DigestSign",
            "EVP_DigestVerifyInit",
            "EVP_DigestVerify",
            "ERR_clear_error",
        ];
        var found = new nint[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!NativeLibrary.TryGetExport(library, names[i], out found[i]))
            {
                return null;
            }
        }
        return new OpenSslFunctions
        {
            NewRawPrivateKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)found[0],
            NewRawPublicKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)found[1],
            GetRawPrivateKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int>)found[2],
            GetRawPublicKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int>)found[3],
            FreeKey = (delegate* unmanaged[Cdecl]<nint, void>)found[4],
            NewContext = (delegate* unmanaged[Cdecl]<nint>)found[5],
            FreeContext = (delegate* unmanaged[Cdecl]<nint, void>)found[6],
            DigestSignInit = (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)
                found[7],
            DigestSign = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int>)
                found[8],
            DigestVerifyInit = (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)
                found[9],
            DigestVerify = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)
                found[10],
            ClearError = (delegate* unmanaged[Cdecl]<void>)found[11],
        };
    }
}
